import { html, type TemplateResult } from 'lit';
import type { Panel as PluginPanel } from './contract.ts';
import type { Contributed, Contributions } from './contributions.ts';
import { pluginSlot } from './plugin-slot.ts';
import type { PanelsView } from './plugin-view.ts';

/** A block of an open session or request. */
export interface Panel {
  readonly id: string;
  /** Among the others; ours stand at 0, 100, 200 and so on. */
  readonly place: number;
  /** Id of another one that is not shown then. */
  readonly replaces?: string;
  readonly render: () => unknown;
}

/** The panels of plugins for this session or request. */
export function panelsOf(
  set: Contributions,
  kind: 'sessionPanels' | 'requestPanels',
  context: object,
  view: PanelsView,
): Panel[] {
  return set.in(kind, context, view).map((some) => {
    const contributed = some as Contributed<PluginPanel<object>>;
    const { id, order, item } = contributed;
    const render = () => renderPanel(set, kind, contributed, context, view);
    return { id, place: order, replaces: item.replaces, render };
  });
}

function renderPanel(
  set: Contributions,
  kind: 'sessionPanels' | 'requestPanels',
  contributed: Contributed<PluginPanel<object>>,
  context: object,
  view: PanelsView,
): TemplateResult {
  const { id, item, plugin, point } = contributed;
  const title = set.text(plugin.id, point, item.title, view.locale);
  const slot = pluginSlot({ set, contributed, view, terms: view.terms, draw: (host) => item.render(context, host) });
  return kind === 'sessionPanels'
    ? html`<section part="panel" class="panel" aria-labelledby=${id}><h3 id=${id}>${title}</h3>${slot}</section>`
    : html`<section part="panel" class="panel" aria-labelledby=${id}><h4 id=${id}>${title}</h4>${slot}</section>`;
}
