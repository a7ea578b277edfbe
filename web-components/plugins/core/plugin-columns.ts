import { html, nothing } from 'lit';
import type { Connection } from '../../data/connection.ts';
import type { PagesController } from '../../data/pages-controller.ts';
import type { Terms } from '../../i18n/en.ts';
import type { SessionEdge } from '../../session-list/cells.ts';
import type { Column } from '../../session-list/columns.ts';
import { sessionContext } from './contexts.ts';
import type { Column as PluginColumn } from './contract.ts';
import type { Contributed, Contributions } from './contributions.ts';
import { atOnce } from './guard.ts';

/** After so many failures a column is switched off: the next rows would fare no better. */
const MOST_FAILURES = 3;

/** Where a session lies in the answer of a list. */
const PLACE = ['sessions', 'edges', 'node'];

/** A list that shows columns of plugins. */
export interface ColumnsView {
  readonly locale: string;
  readonly terms: Terms;
  readonly pages: Pick<PagesController<never, never, SessionEdge>, 'error'>;
  readonly connection: Connection;
  readonly renderRoot: ParentNode;
  readonly updateComplete: Promise<unknown>;
  requestUpdate(): void;
}

/** Columns of plugins as a list takes them. */
export class PluginColumns {
  private readonly failures = new Map<unknown, number>();

  constructor(
    private readonly set: Contributions,
    private readonly view: ColumnsView,
  ) {}

  get all(): Column[] {
    this.view.updateComplete.then(() => this.takeTabStops());
    return this.set
      .all('columns')
      .filter(({ item }) => (this.failures.get(item) ?? 0) < MOST_FAILURES)
      .map((contributed) => this.column(contributed as Contributed<PluginColumn>));
  }

  private column(contributed: Contributed<PluginColumn>): Column {
    const { item, id, order, point, plugin } = contributed;
    return {
      id,
      // The first column is that with the link of the row.
      place: Math.max(order, 1),
      order: item.orderBy,
      shown: item.optional === true ? 'never' : item.compact === true ? 'compact' : 'wide',
      numeric: item.align === 'end',
      title: () => this.set.text(plugin.id, point, item.title, this.view.locale),
      render: (edge) => this.cell(contributed, edge),
    };
  }

  /** Drawn with its row: what it brings is looked at first, as nothing catches what the row cannot draw. */
  private cell(contributed: Contributed<PluginColumn>, edge: SessionEdge): unknown {
    const { item, plugin } = contributed;
    const { view } = this;
    const unavailable = html`<div class="note muted">${view.terms.pluginUnavailable}</div>`;
    const unanswered = this.set.unanswered('Session', edge.node, PLACE, view.connection, view.pages.error);
    const asked = plugin.fragments.flatMap(({ fields }) => fields);
    if (unanswered.some((field) => asked.includes(field))) return unavailable;
    try {
      const content: unknown = atOnce(item.render(sessionContext(edge.node, unanswered), view.locale));
      if (content === nothing || content === null || content === undefined || content === '') return nothing;
      if (!isDrawable(content)) throw new Error('render gave something that cannot be shown');
      return html`<div class="note">${content}</div>`;
    } catch (error) {
      this.failed(contributed, error);
      return unavailable;
    }
  }

  /** The grid has one, which it moves. */
  private takeTabStops(): void {
    for (const control of this.view.renderRoot.querySelectorAll<HTMLElement>('td[data-column*="."] :is(a, button)')) {
      if (!control.hasAttribute('tabindex')) control.tabIndex = -1;
    }
  }

  private failed({ item, plugin, point }: Contributed<PluginColumn>, error: unknown): void {
    const failures = (this.failures.get(item) ?? 0) + 1;
    this.failures.set(item, failures);
    this.set.report(plugin.id, point, error);
    if (failures === MOST_FAILURES) queueMicrotask(() => this.view.requestUpdate());
  }
}

/** Text, a template of any copy of Lit, a node, or a list of these. */
function isDrawable(content: unknown): boolean {
  if (content === null || content === undefined || content === nothing) return true;
  if (typeof content !== 'object') return ['string', 'number', 'bigint', 'boolean'].includes(typeof content);
  if (Array.isArray(content)) return content.every(isDrawable);
  return content instanceof Node || '_$litType$' in content || '_$litDirective$' in content;
}
