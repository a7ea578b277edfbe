import { html, nothing } from 'lit';
import { AttackEvidenceDocument, type AttackEvidenceQuery } from '../../data/documents.generated.ts';
import { exactNumber, percent } from '../../shared/format.ts';
import type { PluginHost } from '../plugin.ts';
import type { ActionWords } from './words.en.ts';
import { wordsIn } from './words.ts';

type Evidence = NonNullable<AttackEvidenceQuery['evidence']>;
type Measured = Evidence['measures'][number];

/** What the sessions of an attack do, beside other sessions of the same days. */
export class AttackEvidence {
  /** Null: the server could not say. */
  private known: Evidence | null | undefined;

  constructor(
    private readonly attackId: string,
    private readonly host: PluginHost,
  ) {}

  async read(changed: () => void): Promise<void> {
    const { host, attackId } = this;
    try {
      this.known = (
        await host.query<AttackEvidenceQuery>(AttackEvidenceDocument, { attackId }, { fresh: true })
      ).evidence;
    } catch {
      this.known = null;
    }
    changed();
  }

  render() {
    const { known, host } = this;
    const words = wordsIn(host.locale);
    const content =
      known === undefined
        ? html`<p class="quiet">${words.impactLoading}</p>`
        : known === null
          ? html`<p class="quiet">${words.evidenceUnknown}</p>`
          : renderEvidence(known, words, host.locale);
    return html`<section aria-labelledby="evidence" aria-busy=${known === undefined}><h3 id="evidence">${words.evidence}</h3>${content}</section>`;
  }
}

function renderEvidence(
  { days, exact, sessionCount, otherSessionCount, measures }: Evidence,
  words: ActionWords,
  locale: string,
) {
  const counted = ({ value, exact: whole }: Evidence['sessionCount']) =>
    words.sessionCount({ short: `${exactNumber(value, locale)}${whole ? '' : '+'}`, value });
  const isFew = measures.every(({ others }) => (others?.sessionCount ?? 0) < 20);
  const span = days.length > 1 ? `${days[0]} – ${days.at(-1)}` : days[0]!;
  return html`<p class="quiet">${words.evidenceOf(counted(sessionCount), counted(otherSessionCount), span)}</p>
    ${exact ? nothing : html`<p class="quiet">${words.evidenceSampled}</p>`}
    ${isFew ? html`<p class="quiet">${words.evidenceFew}</p>` : nothing}
    <table class="evidence">
      <thead><tr><td></td><th scope="col">${words.ofAttack}</th><th scope="col">${words.ofOthers}</th><td></td></tr></thead>
      <tbody>${measures.map((measured) => renderMeasure(measured, words, locale))}</tbody>
    </table>`;
}

function renderMeasure({ measure, attack, others, standing }: Measured, words: ActionWords, locale: string) {
  const [name, hint] = words.measures[measure];
  const write = (value: number) => (measure === 'ONLY_READS' ? percent(value, locale) : decimal(value, locale));
  const spread = (of: Measured['attack']) =>
    of
      ? html`${write(of.middle)} ${of.low === null || of.high === null ? nothing : html`<small class="quiet">${write(of.low)} – ${write(of.high)}</small>`}`
      : html`<span class="quiet">–</span>`;
  const stands = standing
    ? html`<span class=${standing === 'WITHIN' ? 'quiet' : 'warning'}>${words.standings[standing]}</span>`
    : nothing;
  return html`<tr><th scope="row" title=${hint}>${name}</th><td>${spread(attack)}</td><td>${spread(others)}</td><td>${stands}</td></tr>`;
}

/** Two digits of what is small, none of what is large. */
function decimal(value: number, locale: string): string {
  const maximumFractionDigits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return new Intl.NumberFormat(locale, { maximumFractionDigits }).format(value);
}
