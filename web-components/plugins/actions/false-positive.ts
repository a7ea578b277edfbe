import { printable } from '../../shared/printable.ts';
import type { DetectionContext, PluginHost } from '../types.ts';
import { askAndDo } from './action-dialog.ts';
import type { Wish } from './attempt.ts';
import { renderReason, textIn } from './fields.ts';
import { wordsIn } from './words.ts';

type About = Pick<DetectionContext, 'detection'>;

/** Judges a detection to be no attack. */
export function mark({ detection }: About, host: PluginHost): Promise<void> {
  const words = wordsIn(host.locale);
  return askAndDo(
    {
      title: words.mark,
      lead: words.markLead(printable(detection.type.label)),
      confirm: words.mark,
      fields: renderReason,
      impact: () => ({ detectionId: detection.id }),
      wish: (entered) => marking(detection.id, textIn(entered, 'reason')),
    },
    host,
  );
}

/** Takes that back. */
export function unmark({ detection }: About, host: PluginHost): Promise<void> {
  const { id, type, falsePositiveMark } = detection;
  const words = wordsIn(host.locale);
  return askAndDo(
    {
      title: words.unmark,
      lead: words.unmarkLead(printable(type.label)),
      confirm: words.unmark,
      fields: renderReason,
      impact: () => ({ detectionId: id }),
      wish: (entered) => unmarking(id, textIn(entered, 'reason'), falsePositiveMark?.reason ?? null),
    },
    host,
  );
}

const marking = (detectionId: string, reason: string | null): Wish => ({
  kind: 'mark-false-positive',
  subject: detectionId,
  input: { detectionId, reason },
  inverse: () => unmarking(detectionId, null, reason),
});

const unmarking = (detectionId: string, reason: string | null, markedBecause: string | null): Wish => ({
  kind: 'unmark-false-positive',
  subject: detectionId,
  input: { detectionId, reason },
  inverse: () => marking(detectionId, markedBecause),
});
