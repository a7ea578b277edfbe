import { html, nothing } from 'lit';
import { cut } from '../../shared/cut.ts';
import { dateTime, exactNumber } from '../../shared/format.ts';
import { printable } from '../../shared/printable.ts';
import type { Impact, ImpactState } from './impact.ts';
import type { ActionWords } from './words.en.ts';

interface Context {
  readonly words: ActionWords;
  readonly locale: string;
  readonly timeZone: string;
  /** Whatever is touched counts as an attack again. */
  readonly restores: boolean;
  readonly again: () => void;
}

/** What an action would touch, or that it is not known. */
export function renderImpact(state: ImpactState, context: Context) {
  const { words } = context;
  return html`<section aria-labelledby="impact" aria-busy=${state.kind === 'loading'} data-impact=${state.kind}>
    <h3 id="impact">${words.impact}</h3>
    <div aria-live="polite">${renderState(state, context)}</div>
  </section>`;
}

function renderState(state: ImpactState, context: Context) {
  const { words, again } = context;
  if (state.kind === 'known') return renderKnown(state.impact, context);
  if (state.kind === 'loading') {
    // The last numbers are better than a jump.
    return state.before ? renderKnown(state.before, context) : html`<p class="quiet">${words.impactLoading}</p>`;
  }
  // What is wrong with the input is said at its field, when it is sent.
  if (state.kind === 'refused') return html`<p class="quiet" lang="en">${printable(state.refusal.message)}</p>`;
  return html`<p class="warning">${words.impactUnknown} <button type="button" @click=${again}>${words.again}</button></p>`;
}

function renderKnown(impact: Impact, context: Context) {
  const { words, locale, restores } = context;
  const { exact, requestCount, sessionCount, userCount, roles, roleCount, businessFlows, businessFlowCount } = impact;
  if (requestCount === 0) return html`<p class="quiet">${words.impactNone}</p>`;
  const number = (value: number) => `${exact ? '' : '≥ '}${exactNumber(value, locale)}`;
  const named = (count: number, names: readonly string[]) =>
    html`${number(count)}${names.length > 0 ? html`<small>${names.map(printable).join(', ')}</small>` : nothing}`;
  const facts: readonly (readonly [string, unknown])[] = [
    [words.requests, number(requestCount)],
    [words.sessions, number(sessionCount)],
    [words.users, number(userCount)],
    [words.roles, named(roleCount, roles)],
    [
      words.flows,
      named(
        businessFlowCount,
        businessFlows.map(({ label }) => label),
      ),
    ],
  ];
  return html`<p class="quiet">${exact ? words.impactOf : words.impactAtLeast}</p>
    <dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    ${restores ? html`<p><b>${words.willCountAgain({ short: number(requestCount), value: requestCount })}</b></p>` : renderBalance(impact, number, words)}
    ${renderSamples(impact, context)}`;
}

/** Malicious against benign. */
function renderBalance(impact: Impact, number: (value: number) => string, words: ActionWords) {
  const { maliciousRequestCount: malicious, benignRequestCount: benign } = impact;
  const share = malicious / (malicious + benign);
  return html`<svg class="balance" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="benign" width="100" height="6"></rect><rect class="malicious" width=${share * 100} height="6"></rect>
    </svg>
    <p class="balance-text">
      <span class="malicious">${words.malicious(number(malicious))}</span>
      <span class="benign">${words.benign(number(benign))}</span>
    </p>`;
}

function renderSamples({ samples }: Impact, { words, locale, timeZone, restores }: Context) {
  if (samples.length === 0) return nothing;
  const count = { short: exactNumber(samples.length, locale), value: samples.length };
  return html`<details>
    <summary>${words.samples(count)}</summary>
    <ul>
      ${samples.map(({ time, method, host, path, query, status, detections }) => {
        const isMalicious = detections.some(({ falsePositive }) => !falsePositive);
        const sent = printable(`${method} ${host ?? ''}${path}${query === null ? '' : `?${query}`}`);
        return html`<li>
          <code title=${sent}>${cut(sent)}</code>
          <small>${dateTime(time, locale, timeZone)} · ${status ?? words.noResponse}${
            restores
              ? nothing
              : html` · <span class=${isMalicious ? 'malicious' : ''}>${isMalicious ? words.withAttack : words.withoutAttack}</span>`
          }</small>
        </li>`;
      })}
    </ul>
  </details>`;
}
