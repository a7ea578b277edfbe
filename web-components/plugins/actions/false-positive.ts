import { printable } from '../../shared/printable.ts';
import type { DetectionContext, DetectionCore, PluginHost, RequestCore } from '../plugin.ts';
import { askAndDo } from './action-dialog.ts';
import type { Wish } from './attempt.ts';
import { renderReason, textIn } from './fields.ts';
import { wordsIn } from './words.ts';

type About = Pick<DetectionContext, 'detection' | 'request'>;

type Mark = NonNullable<DetectionCore['falsePositiveMark']>;

/** Judges a detection to be no attack. */
export function mark({ detection, request }: About, host: PluginHost): Promise<void> {
  const words = wordsIn(host.locale);
  return askAndDo(
    {
      title: words.mark,
      lead: words.markLead(placeOf(detection, request)),
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
  const { id, type } = detection;
  const words = wordsIn(host.locale);
  return askAndDo(
    {
      title: words.unmark,
      lead: words.unmarkLead(printable(type.label)),
      confirm: words.unmark,
      fields: renderReason,
      restores: true,
      impact: () => ({ unmarkDetectionId: id }),
      wish: (entered) => unmarking(detection, textIn(entered, 'reason')),
    },
    host,
  );
}

/** What a mark is about, now and later. */
function placeOf({ type, parameter }: DetectionCore, { method, host, path, endpointSummary }: RequestCore) {
  const endpoint = endpointSummary ?? { method, host, pathTemplate: path };
  return {
    type: printable(type.label),
    endpoint: printable(`${endpoint.method} ${endpoint.host ?? ''}${endpoint.pathTemplate}`),
    parameter: parameter === null ? null : printable(parameter),
  };
}

const marking = (detectionId: string, reason: string | null): Wish => ({
  kind: 'mark-false-positive',
  subject: detectionId,
  input: { detectionId, reason },
  inverse: () => ending(detectionId, null, { detectionId, reason }),
});

const unmarking = ({ id, falsePositiveMark }: DetectionCore, reason: string | null): Wish =>
  ending(id, reason, falsePositiveMark!);

const ending = (detectionId: string, reason: string | null, mark: Pick<Mark, 'detectionId' | 'reason'>): Wish => ({
  kind: 'unmark-false-positive',
  subject: detectionId,
  input: { detectionId, reason },
  inverse: () => marking(detectionId, mark.reason),
  // Marking silences this one and later ones, not again what came in between.
  isUndone: ({ affectedRequests }) => mark.detectionId === detectionId && affectedRequests === 1,
});
