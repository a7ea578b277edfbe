import { html } from 'lit';
import type { SessionVerdict } from '../../data/documents.generated.ts';
import { fullDateTime } from '../../shared/format.ts';
import { printable } from '../../shared/printable.ts';
import type { DetectionContext, PluginHost } from '../plugin.ts';
import { askAndDo } from './action-dialog.ts';
import type { Wish } from './attempt.ts';
import { AttackEvidence } from './evidence.ts';
import { renderReason } from './fields.ts';
import type { ActionWords } from './words.en.ts';
import { wordsIn } from './words.ts';

/** What somebody said of an attack. */
export interface Verdict {
  readonly verdict: SessionVerdict;
  readonly reason: string;
  readonly givenAt: string;
  readonly givenBy: string;
}

/** A detection, with what may be said of its attack. */
export interface Judgeable {
  readonly id: string;
  readonly type: { readonly verdicts: readonly SessionVerdict[] };
  readonly attack: { readonly id: string; readonly sessionVerdict: Verdict | null } | null;
}

/** Says whether the detector of an attack was right, with what its sessions do beside it. */
export function judge(
  { detection }: Pick<DetectionContext, 'detection'>,
  { type, attack }: Judgeable,
  host: PluginHost,
): Promise<void> {
  const words = wordsIn(host.locale);
  const { id, sessionVerdict: known } = attack!;
  const evidence = new AttackEvidence(id, host);
  return askAndDo(
    {
      title: words.judge,
      lead: words.judgeLead(printable(detection.type.label)),
      confirm: words.keepVerdict,
      begin: (changed) => evidence.read(changed),
      fields: (problemOf) => html`${evidence.render()}
        ${known ? renderVerdict(known, words, host) : ''}
        <fieldset>
          <legend>${words.verdict}</legend>
          ${type.verdicts.map(
            (verdict) =>
              html`<label><input type="radio" name="verdict" value=${verdict} required .defaultChecked=${known?.verdict === verdict} />${words.verdicts[verdict][0]}</label>`,
          )}
        </fieldset>
        ${renderReason(problemOf, words, true)}`,
      wish: (entered) =>
        judging(
          id,
          { verdict: entered.get('verdict') as SessionVerdict, reason: String(entered.get('reason')).trim() },
          known,
        ),
    },
    host,
  );
}

/** What was said of the attacks of a request. */
export function renderVerdicts(judged: readonly Judgeable[], host: PluginHost) {
  const words = wordsIn(host.locale);
  const attacks = new Map(
    judged.flatMap(({ attack }) => (attack?.sessionVerdict ? [[attack.id, attack.sessionVerdict]] : [])),
  );
  return html`<dl>${[...attacks].map(([id, verdict]) => html`<div><dt class="mono">${printable(id)}</dt><dd>${renderVerdict(verdict, words, host)}</dd></div>`)}</dl>`;
}

function renderVerdict(
  { verdict, reason, givenAt, givenBy }: Verdict,
  words: ActionWords,
  { locale, timeZone }: PluginHost,
) {
  const when = fullDateTime(givenAt, locale, timeZone);
  return html`<p><b>${words.verdicts[verdict][0]}</b>: ${printable(reason)} <small class="quiet">${words.saidBy(printable(givenBy), when)}</small></p>`;
}

type Said = Pick<Verdict, 'verdict' | 'reason'>;

const judging = (attackId: string, { verdict, reason }: Said, before: Said | null): Wish => ({
  kind: 'judge-attack',
  subject: attackId,
  input: { attackId, verdict, reason },
  inverse: () => (before ? judging(attackId, before, { verdict, reason }) : withdrawing(attackId, { verdict, reason })),
});

const withdrawing = (attackId: string, before: Said): Wish => ({
  kind: 'withdraw-verdict',
  subject: attackId,
  input: { attackId },
  inverse: () => judging(attackId, before, null),
});
