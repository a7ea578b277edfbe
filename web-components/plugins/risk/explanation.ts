import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { exactNumber } from '../../shared/format.ts';
import { icons } from '../../shared/icons.ts';
import type { PluginHost, SessionContext } from '../plugin.ts';
import { awaitScore } from './evidence.ts';
import { factorRow } from './factor-row.ts';
import { bar, nameOf, type Risk, type RiskFields } from './score.ts';
import type { RiskWords } from './words.en.ts';
import { wordsIn } from './words.ts';

/** Why a session has its score: in one line, and opened as a sum. */
export function renderExplanation(
  { session: { id, risk_sum: risk }, unavailable }: SessionContext<RiskFields>,
  host: PluginHost,
): TemplateResult {
  const words = wordsIn(host.locale);
  if (!risk && unavailable.includes('risk_sum')) return html`<p class="muted">${words.unavailable}</p>`;
  if (!risk) {
    awaitScore(id, host);
    return html`<p class="muted" role="status">${words.computing}</p>`;
  }
  if (risk.factors.length === 0)
    return html`<p>${renderScore(risk, words, host)} <span class="muted">${words.nothingFound}</span></p>`;
  const sum = risk.factors.reduce((points, factor) => points + factor.points, 0);
  return html`<details class="risk">
    <summary>${icons.next}${renderScore(risk, words, host)}<span class="reasons muted">${renderReasons(risk, words, host)}</span></summary>
    <div class="factors">
      ${repeat(
        risk.factors,
        ({ code }) => code,
        (factor) => factorRow({ factor, risk, sessionId: id, host }),
      )}
    </div>
    ${sum > risk.score ? html`<p class="muted">${words.cut(exactNumber(sum, host.locale))}</p>` : nothing}
  </details>`;
}

const renderScore = (risk: Risk, words: RiskWords, { locale }: PluginHost): TemplateResult =>
  html`<span class="score"><b class="number">${exactNumber(risk.score, locale)}</b> <span class="muted">${words.ofHundred}</span> <span class="level-${risk.level}"><b>${words.levels[risk.level]}</b> ${bar(risk.score / 100)}</span></span>`;

/** The worst ones, as far as the line goes. */
const renderReasons = ({ factors }: Risk, words: RiskWords, { locale }: PluginHost): string =>
  factors.map((factor) => `${nameOf(factor, words)} +${exactNumber(factor.points, locale)}`).join(' · ');
