import { html } from 'lit';
import { printable } from '../../shared/printable.ts';
import type { DenylistCore, PluginHost, SessionContext } from '../plugin.ts';
import { askAndDo, type ProblemOf } from './action-dialog.ts';
import type { Wish } from './attempt.ts';
import { renderReason, renderText, textIn } from './fields.ts';
import type { ActionWords } from './words.en.ts';
import { wordsIn } from './words.ts';

const HOUR = 3_600_000;
/** null: without end. */
const PERIODS = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR, ever: null } as const;
type Period = keyof typeof PERIODS;
const NAMES = Object.keys(PERIODS) as Period[];

type BlockInput = Pick<DenylistCore, 'applications' | 'until' | 'reason'>;

/** Puts the key of a session on the denylist. */
export function block({ session }: SessionContext, host: PluginHost): Promise<void> {
  const words = wordsIn(host.locale);
  return askAndDo(
    {
      title: words.block,
      lead: words.blockLead,
      confirm: words.block,
      tone: 'danger',
      fields: (problemOf) => renderFields(session.applications, problemOf, words),
      impact: () => ({ sessionId: session.id }),
      wish: (entered) => blocking(session.id, readBlock(entered)),
    },
    host,
  );
}

/** Lets it in again. */
export function unblock({ session }: SessionContext, host: PluginHost): Promise<void> {
  const words = wordsIn(host.locale);
  const { applications, until, reason } = session.denylistEntry!;
  return askAndDo(
    {
      title: words.unblock,
      lead: words.unblockLead,
      confirm: words.unblock,
      impact: () => ({ unblockSessionId: session.id }),
      wish: () => unblocking(session.id, { applications, until, reason }),
    },
    host,
  );
}

function renderFields(seen: readonly string[], problemOf: ProblemOf, words: ActionWords) {
  const hint = seen.length > 0 ? words.applicationsSeen(seen.map(printable).join(', ')) : words.applicationsHint;
  return html`${renderReason(problemOf, words, true)}
    <fieldset>
      <legend>${words.until}</legend>
      ${NAMES.map(
        (name) =>
          html`<label><input type="radio" name="until" value=${name} .defaultChecked=${name === 'day'} />${words.periods[name]}</label>`,
      )}
    </fieldset>
    ${renderText({ name: 'applications', label: `${words.applications} (${words.optional})`, hint, most: 4000, problemOf })}`;
}

function readBlock(entered: FormData): BlockInput {
  const period = PERIODS[entered.get('until') as Period];
  const applications = (textIn(entered, 'applications') ?? '').split(',').map((name) => name.trim());
  return {
    reason: String(entered.get('reason')).trim(),
    until: period === null ? null : new Date(Date.now() + period).toISOString(),
    applications: [...new Set(applications.filter(Boolean))],
  };
}

const blocking = (sessionId: string, asked: BlockInput): Wish => ({
  kind: 'block-session',
  subject: sessionId,
  input: { sessionId, ...asked },
  inverse: () => unblocking(sessionId, asked),
});

const unblocking = (sessionId: string, before: BlockInput): Wish => ({
  kind: 'unblock-session',
  subject: sessionId,
  input: { sessionId },
  inverse: () => blocking(sessionId, before),
});
