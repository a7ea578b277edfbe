import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icons } from '../shared/icons.ts';
import { type OrderName, type OrderText, orderField } from '../state/session-order.ts';
import type { CellContext, SessionEdge } from './cells.ts';
import type { Column } from './columns.ts';
import type { Total } from './list-data.ts';
import type { Selection } from './selection/selection.ts';

export interface TableContext extends CellContext {
  readonly columns: readonly Column[];
  readonly order: OrderText;
  /** Undefined: the first page is on its way. */
  readonly edges: readonly SessionEdge[] | undefined;
  readonly busy: boolean;
  /** Rows in front of the first one. */
  readonly offset: number;
  readonly total: Total | null;
  /** '': none. */
  readonly selected: string;
  /** Undefined: rows are not selected. */
  readonly selection: Selection | undefined;
  readonly sort: (name: OrderName) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onClick: (event: MouseEvent) => void;
  readonly onPress: (event: Event) => void;
}

const SKELETON_ROWS = 8;

export function renderTable(context: TableContext) {
  const { terms, columns, edges, busy, total } = context;
  return html`
    <div class="scroll">
      <table part="table" role="grid" aria-label=${terms.list.label} aria-busy=${busy}
        aria-rowcount=${total?.exact ? total.value + 1 : -1} aria-colcount=${columns.length + (context.selection?.isOn ? 1 : 0)}
        @focusin=${context.onFocusIn} @keydown=${context.onKeyDown} @click=${context.onClick} @pointerdown=${context.onPress}>
        ${renderHead(context)} ${edges ? renderRows(edges, context) : renderSkeleton(columns)}
      </table>
    </div>
  `;
}

const look = ({ numeric, id }: Column) => (numeric ? `${id} end` : id);

function renderHead({ columns, order, terms, sort, selection, edges }: TableContext) {
  const { name, descending } = orderField(order);
  return html`
    <thead role="rowgroup">
      <tr role="row" part="header" aria-rowindex="1" data-row="">
        ${edges && selection?.renderHead()}
        ${columns.map((column) => {
          const { id, order: by } = column;
          const label = column.title(terms);
          const sorted = by === name;
          return html`<th role="columnheader" scope="col" tabindex="-1" class=${look(column)} data-column=${id}
            aria-sort=${sorted ? (descending ? 'descending' : 'ascending') : nothing}>${
              by
                ? html`<button type="button" class="sort" tabindex="-1" title=${`${terms.list.sortBy}: ${label}`} @click=${() => sort(by)}>
                    <span>${label}</span>${sorted ? (descending ? icons.down : icons.up) : nothing}
                  </button>`
                : label
            }</th>`;
        })}
      </tr>
    </thead>
  `;
}

function renderRows(edges: readonly SessionEdge[], context: TableContext) {
  return html`<tbody role="rowgroup">${repeat(
    edges,
    ({ node }) => node.id,
    (edge, index) => renderRow(edge, index, context),
  )}</tbody>`;
}

function renderRow(edge: SessionEdge, index: number, context: TableContext) {
  const { columns, selected, offset, terms } = context;
  const { id } = edge.node;
  const isSelected = selected === '' ? nothing : selected === id;
  return html`<tr role="row" part="row" data-row=${id} aria-rowindex=${offset + index + 2} aria-selected=${isSelected}>${context.selection?.renderCell(edge)}${columns.map(
    (column) =>
      column.shown === 'always'
        ? html`<th role="rowheader" scope="row" part="cell" tabindex="-1" class=${look(column)} data-column=${column.id}>${column.render(edge, context)}</th>`
        : html`<td role="gridcell" part="cell" tabindex="-1" class=${look(column)} data-column=${column.id} data-label=${column.title(terms)}>${column.render(edge, context)}</td>`,
  )}</tr>`;
}

/** Calm placeholders for the first page. */
function renderSkeleton(columns: readonly Column[]) {
  return html`<tbody class="skeleton" aria-hidden="true">${Array.from(
    { length: SKELETON_ROWS },
    () => html`<tr>${columns.map((column) => html`<td class=${look(column)}><span></span></td>`)}</tr>`,
  )}</tbody>`;
}
