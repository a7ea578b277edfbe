import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type {
  SessionRequestOrder,
  SessionRequestOrderField,
  SessionRequestsQuery,
} from '../../data/documents.generated.ts';
import type { DetailTerms } from '../../i18n/detail.en.ts';
import type { JudgementTerms } from '../../i18n/judgement.en.ts';
import type { LocalizeController } from '../../i18n/localize.ts';
import { icons } from '../../shared/icons.ts';
import { printable } from '../../shared/printable.ts';
import { type RowLook, renderRequestCells } from './request-cells.ts';
import type { RowTimes } from './row-times.ts';

export type RequestEdge = NonNullable<SessionRequestsQuery['session']>['requests']['edges'][number];

export interface RowsContext {
  readonly localize: LocalizeController;
  readonly detail: DetailTerms;
  readonly words: JudgementTerms;
  readonly order: SessionRequestOrder;
  readonly mark: string | undefined;
  /** The row that was gone to last. */
  readonly current: string | undefined;
  readonly opened: string | undefined;
  readonly withHost: boolean;
  readonly times: RowTimes;
  /** Milliseconds since the request before each. */
  readonly gaps: ReadonlyMap<string, number>;
  isMatch(id: string): boolean;
  /** Another one when more is known of matches. */
  readonly matchesKnown: unknown;
  sort(field: SessionRequestOrderField): void;
  /** What stands below the open row. @param name what it is heard as */
  renderOpened(id: string, name: string): unknown;
}

export function renderHead({ localize, detail, order, sort }: RowsContext) {
  const { terms } = localize;
  const heading = (column: string, text: string, field?: SessionRequestOrderField) => {
    const sorted = field !== undefined && order.field === field;
    const ascending = order.direction === 'ASC';
    return html`<th role="columnheader" scope="col" tabindex="-1" class=${column} data-column=${column}
      aria-sort=${sorted ? (ascending ? 'ascending' : 'descending') : nothing}>${
        field
          ? html`<button type="button" class="sort" tabindex="-1" title=${`${terms.list.sortBy}: ${text}`} @click=${() => sort(field)}>
              ${text}${sorted ? (ascending ? icons.up : icons.down) : nothing}
            </button>`
          : text
      }</th>`;
  };
  return html`<thead role="rowgroup">
    <tr role="row" aria-rowindex="1" data-row="">
      ${heading('time', terms.time, 'TIME')}${heading('method', terms.filterNames.method)}${heading('path', detail.endpoint)}
      ${heading('code', detail.code)}${heading('duration', detail.timeTaken, 'DURATION')}${heading('size', detail.size, 'SIZE')}
      ${heading('flow', terms.filterNames.flow)}${heading('attacks', detail.attackTypes)}
    </tr>
  </thead>`;
}

/**
 * The rows, in the stretches in which they were read: what changes in one row leaves the other stretches alone, however
 * many there are.
 */
export function renderRows(stretches: readonly (readonly RequestEdge[])[], context: RowsContext) {
  const { localize, detail, words, mark, withHost, matchesKnown, times, gaps } = context;
  const { locale, timeZone, terms } = localize;
  return html`<tbody role="rowgroup">${repeat(
    stretches,
    ([first]) => first?.node.id,
    (edges) => {
      const within = (id: string | undefined) => edges.some(({ node }) => node.id === id) && id;
      // Of the first and the last, which another stretch may decide.
      const ends = [edges[0], edges.at(-1)].map((edge) => edge && gaps.get(edge.node.id));
      const own = [edges, within(context.current), within(context.opened), ...ends, times.precise, times.withDay];
      return guard([...own, mark, withHost, matchesKnown, locale, timeZone, terms, detail, words], () =>
        repeat(
          edges,
          ({ node }) => node.id,
          (edge) => renderRow(edge, context),
        ),
      );
    },
  )}</tbody>`;
}

function renderRow({ node, position }: RequestEdge, context: RowsContext) {
  const { id } = node;
  const opened = id === context.opened;
  const look: RowLook = {
    marked: id === context.mark,
    match: context.isMatch(id),
    opened,
    withHost: context.withHost,
    times: context.times,
    gap: context.gaps.get(id),
  };
  const flags = [
    look.marked && 'marked',
    look.match && 'match',
    id === context.current && 'current',
    opened && 'above',
  ];
  return html`<tr role="row" class=${flags.filter(Boolean).join(' ')} data-row=${id}
      aria-rowindex=${position === null ? nothing : position + 1} aria-current=${look.marked ? 'true' : nothing}>
      ${renderRequestCells(node, context.localize, context.detail, context.words, look)}
    </tr>${
      opened
        ? html`<tr role="row" class="opened"><td role="gridcell" colspan="8">${context.renderOpened(id, printable(`${node.method} ${node.path}`))}</td></tr>`
        : nothing
    }`;
}
