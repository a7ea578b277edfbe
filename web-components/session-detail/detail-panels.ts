import { html } from 'lit';
import { type StaticValue, html as staticHtml } from 'lit/static-html.js';
import type { Pivot } from '../pivots/pivot.ts';
import type { Pivots } from '../pivots/pivots.ts';
import { inOrder } from '../plugins/core/in-order.ts';
import type { Panel } from '../plugins/core/plugin-panels.ts';
import type { SessionsTimeChangeEvent } from '../shared/events.ts';
import { inheritedAttributes } from '../shared/inherited-attributes.ts';
import type { DetailFilters, RequestsWhere } from '../state/detail-filters.ts';
import type { StatisticsFold } from './statistics-fold.ts';

export interface PanelsContext {
  readonly host: Parameters<typeof inheritedAttributes>[0];
  /** Names of the elements inside. */
  readonly tags: Readonly<Record<'statistics' | 'timeline' | 'table', StaticValue>>;
  readonly sessionId: string;
  readonly mark: string | undefined;
  /** Under which the browser keeps which panels are folded. */
  readonly storageKey: string;
  /** Every request of the session has the value. */
  readonly everywhere: (pivot: Pivot) => boolean;
  readonly filters: DetailFilters;
  /** What the filters ask for. */
  readonly where: RequestsWhere;
  /** All requests are listed, with those told apart that meet the filters. */
  readonly inContext: boolean;
  readonly statistics: StatisticsFold;
  readonly titleOfStatistics: string;
  readonly pivots: Pivots;
  readonly timeChosen: (event: SessionsTimeChangeEvent) => void;
}

/** The blocks of an open session, ours by the names that plugins know them by, and those of plugins, whose values are filters here too. */
export function panelsOfDetail(context: PanelsContext, others: readonly Panel[]): readonly Panel[] {
  const own: readonly Panel[] = [
    { id: 'statistics', place: 0, render: () => renderStatistics(context) },
    { id: 'timeline', place: 200, render: () => renderTimeline(context) },
    { id: 'requests', place: 300, render: () => renderTable(context) },
  ];
  return inOrder(
    own,
    others.map((panel) => withPivots(panel, context)),
  );
}

const withPivots = ({ render, ...panel }: Panel, { pivots }: PanelsContext): Panel => ({
  ...panel,
  render: () =>
    html`<div @click=${pivots.onClick} @pointerdown=${pivots.onPress} @keydown=${pivots.onKeyDown}>${render()}</div>`,
});

function renderStatistics({ statistics, titleOfStatistics, tags, sessionId, where, filters, host }: PanelsContext) {
  return statistics.render(
    titleOfStatistics,
    (brief) => staticHtml`<${tags.statistics} class="statistics" .brief=${brief} .sessionId=${sessionId} .where=${where}
        .local=${filters.local} ${inheritedAttributes(host)}></${tags.statistics}>`,
  );
}

function renderTimeline({ tags, sessionId, where, mark, inContext, timeChosen, storageKey, host }: PanelsContext) {
  return staticHtml`<${tags.timeline} .sessionId=${sessionId} .where=${where} 
    .fold=${`${storageKey}.timeline`} .folded=${mark !== undefined} .inContext=${inContext} @sessions-time-change=${timeChosen} ${inheritedAttributes(host)}>
    </${tags.timeline}>`;
}

function renderTable({ tags, sessionId, where, mark, everywhere, host }: PanelsContext) {
  return staticHtml`<${tags.table} class="requests" .sessionId=${sessionId} .where=${where} .mark=${mark} .everywhere=${everywhere} ${inheritedAttributes(host)}>
    </${tags.table}>`;
}
