import { html, nothing } from 'lit';
import { dateTime } from '../../shared/format.ts';
import { printable } from '../../shared/printable.ts';
import type { PluginHost, RequestContext } from '../plugin.ts';
import { followWaiting } from './follow-waiting.ts';
import type { Rule } from './made-rule.ts';
import { deleteRule } from './rule.ts';
import { wordsIn } from './words.ts';

/** The rules that were made from a request, newest first, and where each stands. */
export function renderRules(rules: readonly Rule[], context: Pick<RequestContext, 'request'>, host: PluginHost) {
  followWaiting(rules, context.request.id, host);
  return html`<ul class="rules">${rules.map((rule) => renderRule(rule, context, host))}</ul>`;
}

function renderRule(rule: Rule, context: Pick<RequestContext, 'request'>, host: PluginHost) {
  const { locale, timeZone } = host;
  const words = wordsIn(locale);
  const { kind, state, message, host: server, method, pathTemplate, attackType, parameter, value, reason } = rule;
  const scope = [method, `${server ?? ''}${pathTemplate ?? ''}`, attackType, parameter].filter(Boolean);
  const made = words.madeBy(printable(rule.createdBy), dateTime(rule.createdAt, locale, timeZone));
  const canDelete = state !== 'DELETED' && host.allows('CREATE_RULE');
  const remove = () => deleteRule(rule, context, host).catch(() => host.notify(words.lost.server, 'error'));
  return html`<li data-state=${state}>
    <p>
      <b>${words.kindNames[kind] ?? kind}</b> ${value == null ? nothing : html`<code>${printable(value)}</code>`}
      <span class="tag" title=${words.stateHints[state] ?? nothing}>${words.states[state] ?? state}</span>
      ${canDelete ? html`<button type="button" class="button" @click=${remove}>${words.deleteRule}</button>` : nothing}
    </p>
    <p><code>${scope.length > 0 ? printable(scope.join(' ')) : words.everything}</code></p>
    ${message === null ? nothing : html`<p class="danger">${printable(message)}</p>`}
    <p class="muted">${made}${reason == null ? nothing : html`: “${printable(reason)}”`}</p>
  </li>`;
}
