import { html, nothing, type TemplateResult } from 'lit';
import { SessionsNavigateEvent } from '../../shared/plugin-events.ts';
import type { Action } from './contract.ts';
import type { Contributed, Contributions, ReadyLink } from './contributions.ts';
import { confirmIn } from './dialogs/confirm.ts';
import { hostOf } from './plugin-host.ts';
import type { PanelsView } from './plugin-view.ts';

export interface ToolsView extends PanelsView, EventTarget {
  readonly renderRoot: HTMLElement | DocumentFragment;
  requestUpdate(): void;
  dispatchEvent(event: Event): boolean;
}

/** Actions that run, by their context. */
const busy = new WeakMap<object, Set<string>>();

/** Links and buttons of plugins for this session or request. */
export function renderTools(
  set: Contributions,
  kind: 'sessionActions' | 'requestActions',
  context: object,
  view: ToolsView,
): TemplateResult | typeof nothing {
  const links = set.links('links', context, view);
  const actions = renderActions(set, kind, context, view);
  if (links.length + actions.length === 0) return nothing;
  return html`<div class="tools">${links.map((link) => renderLink(link, view))} ${actions}</div>`;
}

/** Buttons of plugins. */
export function renderActions(
  set: Contributions,
  kind: 'sessionActions' | 'requestActions' | 'detectionActions',
  context: object,
  view: ToolsView,
): readonly TemplateResult[] {
  const actions = set.in(kind, context, view) as readonly Contributed<Action<object>>[];
  return actions.map((action) => renderAction(set, action, context, view));
}

export function renderLink({ href, text, newTab }: ReadyLink, view: EventTarget): TemplateResult {
  if (newTab) return html`<a class="tool" href=${href} target="_blank" rel="noopener noreferrer">${text}</a>`;
  const follow = (event: MouseEvent) => {
    // A new tab, a new window or a download is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!view.dispatchEvent(new SessionsNavigateEvent(href))) event.preventDefault();
  };
  return html`<a class="tool" href=${href} @click=${follow}>${text}</a>`;
}

function renderAction(set: Contributions, action: Contributed<Action<object>>, context: object, view: ToolsView) {
  const { id, item, plugin, point } = action;
  const isBusy = busy.get(context)?.has(id) ?? false;
  // Not disabled: a button that is keeps no focus.
  return html`<button type="button" class="button ${item.tone === 'danger' ? 'danger' : ''}" aria-disabled=${isBusy}
    aria-busy=${isBusy} @click=${() => run(set, action, context, view)}>${set.text(plugin.id, point, item.title, view.locale)}</button>`;
}

async function run(set: Contributions, action: Contributed<Action<object>>, context: object, view: ToolsView) {
  const { id, item, plugin, point, signal } = action;
  const running = busy.get(context) ?? new Set();
  busy.set(context, running);
  if (running.has(id)) return;
  running.add(id);
  const title = set.text(plugin.id, point, item.title, view.locale);
  try {
    if (item.confirm !== undefined) {
      const text = set.text(plugin.id, point, item.confirm, view.locale);
      if (!(await confirmIn(view.renderRoot, { text, yes: title, no: view.terms.cancel }))) return;
    }
    view.requestUpdate();
    await item.run(context, hostOf(view, signal));
  } catch (error) {
    set.report(plugin.id, point, error);
    if (!signal.aborted) view.notify?.(view.terms.actionFailed(title), 'error');
  } finally {
    running.delete(id);
    view.requestUpdate();
  }
}
