import { html, nothing, type TemplateResult } from 'lit';
import type { InsightWords } from '../../i18n/insights.en.ts';
import { printable } from '../../shared/printable.ts';
import type { EndpointCore, PluginHost } from '../types.ts';

/** What is known of an endpoint; values are filters where the element has some. */
export function renderInsights(
  { id, method, host, pathTemplate, ...known }: EndpointCore,
  words: InsightWords,
  value: PluginHost['value'],
): TemplateResult {
  const { riskScore, riskLevel, riskReasons, rogue, protections, sensitiveData, businessFlows } = known;
  const risk =
    riskScore === null || riskLevel === null
      ? words.notKnown
      : html`<span>${words.riskOf(riskScore)}, <span class="risk ${riskLevel.toLowerCase()}">${value('risk', riskLevel, words.riskLevels[riskLevel])}</span></span>`;
  const protection = protections.map(({ name, state }) => `${printable(name)} (${words.protectionStates[state]})`);
  const sensitive = sensitiveData.map((kind) => value('sensitive', kind, words.sensitiveKinds[kind]));
  const facts: readonly (readonly [string, unknown])[] = [
    [words.risk, risk],
    [words.riskReasons, riskReasons.map(printable).join(', ')],
    [words.rogue, rogue === null ? words.notEvaluated : value('rogue', rogue, words.rogueKinds[rogue])],
    [words.protection, protection.join(', ') || words.noneKnown],
    [words.sensitive, sensitive.length > 0 ? sensitive : words.noneKnown],
    [words.flow, businessFlows.length > 0 ? businessFlows.map(({ code, label }) => value('flow', code, label)) : ''],
  ];
  return html`<p class="line mono">${value('endpoint-id', id, `${method} ${host ?? ''}${pathTemplate}`)}</p>
    <dl class="facts">
      ${facts.map(([name, fact]) => (fact === '' ? nothing : html`<div><dt>${name}</dt><dd>${fact}</dd></div>`))}
    </dl>`;
}
