import { html, svg, type TemplateResult } from 'lit';
import { exactNumber } from '../../shared/format.ts';
import { printable } from '../../shared/printable.ts';
import type { SessionContext, TypedFragment } from '../plugin.ts';
import type { RiskWords } from './words.en.ts';
import { wordsIn } from './words.ts';

export type Level = 'HIGH' | 'MEDIUM' | 'LOW';

/** What adds to a score. */
export interface Factor {
  readonly code: string;
  readonly label: string;
  readonly points: number;
}

export interface Risk {
  /** 0 to 100. */
  readonly score: number;
  readonly level: Level;
  /** Most points first. */
  readonly factors: readonly Factor[];
}

export interface RiskFields {
  /** Null: it is being computed. */
  readonly risk_sum: Risk | null;
}

/** Without the ids of requests, which a list has no use for. */
export const FRAGMENT = `fragment risk_Session on Session {
  risk_sum: risk { score level factors { code label points } }
}` as TypedFragment<RiskFields>;

/** Widths of a full bar, in pixels. */
const FULL = 80;
const CELL = 28;
/** Lines of a title. */
const MOST_LINES = 5;

/** What people call a factor: in their language, if it is one that we know. */
export const nameOf = ({ code, label }: Factor, words: RiskWords): string =>
  Object.hasOwn(words.factors, code) ? words.factors[code]! : printable(label);

/** A bar that says again what a number beside it says. */
export function bar(share: number, width = FULL): TemplateResult {
  return html`<svg class="meter" width=${width} height="6" aria-hidden="true">${svg`
    <rect width=${width} height="6" rx="2" fill="currentColor" fill-opacity="0.14"/>
    <rect width=${(width * Math.min(1, share)).toFixed(1)} height="6" rx="2" fill="currentColor"/>`}</svg>`;
}

/** The cell of a list. */
export function renderCell({ session: { risk_sum: risk } }: SessionContext<RiskFields>, locale: string) {
  // The graph does not know scores.
  if (risk === undefined) return '';
  const words = wordsIn(locale);
  if (risk === null) {
    return html`<div title=${words.computing}>
      <span aria-hidden="true">–</span><span class="visually-hidden">${words.computing}</span>
    </div>`;
  }
  return html`<div class="level-${risk.level}" title=${titleOf(risk, words, locale)}>
    ${words.levels[risk.level]} <span class="number">${exactNumber(risk.score, locale)}</span> ${bar(risk.score / 100, CELL)}
  </div>`;
}

function titleOf({ factors }: Risk, words: RiskWords, locale: string): string {
  if (factors.length === 0) return words.nothingFound;
  const shown = factors.length > MOST_LINES ? factors.slice(0, MOST_LINES - 1) : factors;
  const hidden = factors.length - shown.length;
  return [
    ...shown.map((factor) => `+${exactNumber(factor.points, locale)} ${nameOf(factor, words)}`),
    ...(hidden > 0 ? [words.more(exactNumber(hidden, locale))] : []),
  ].join('\n');
}
