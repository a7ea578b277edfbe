import type { Terms } from '../i18n/en.ts';
import type { OrderName } from '../state/session-order.ts';
import { type CellContext, renderCell, type SessionEdge } from './cells.ts';
import type { ColumnId } from './column-id.ts';

/** A column, ours or of a plugin. */
export interface Column {
  /** Of a plugin: `<plugin>.<column>`. */
  readonly id: string;
  /** Among the others; ours stand at 0, 100, 200 and so on. */
  readonly place: number;
  /** The server sorts by it. */
  readonly order?: OrderName;
  /** Shown unless somebody chooses otherwise. */
  readonly shown: 'always' | 'compact' | 'wide' | 'filtered' | 'never';
  /** Numbers: they end at the same edge. */
  readonly numeric?: boolean;
  readonly title: (terms: Terms) => string;
  readonly render: (edge: SessionEdge, context: CellContext) => unknown;
}

type OwnColumn = Omit<Column, 'place' | 'title' | 'render'> & { readonly id: ColumnId };

/** In the order in which they stand. */
const OWN_COLUMNS: readonly OwnColumn[] = [
  { id: 'last-seen', order: 'last-seen', shown: 'always' },
  { id: 'requests', order: 'requests', shown: 'compact', numeric: true },
  { id: 'attacks', order: 'attacks', shown: 'compact' },
  { id: 'matches', shown: 'filtered' },
  { id: 'users', shown: 'compact' },
  { id: 'ips', shown: 'wide' },
  { id: 'hosts', shown: 'wide' },
  { id: 'flows', shown: 'wide' },
  { id: 'endpoints', shown: 'wide' },
  { id: 'applications', shown: 'never' },
  { id: 'started', order: 'started', shown: 'never' },
  { id: 'duration', order: 'length', shown: 'never', numeric: true },
  { id: 'identified-by', shown: 'never' },
  { id: 'key', shown: 'never' },
  { id: 'status', shown: 'never' },
];

/** Our own columns: what plugins add stands beside them. */
export const COLUMNS: readonly Column[] = OWN_COLUMNS.map((column, index) => ({
  ...column,
  place: index * 100,
  title: (terms) => terms.list.columns[column.id],
  render: (edge, context) => renderCell(column.id, edge, context),
}));

/** All columns, ours and others, in the order in which they stand. */
export const withOthers = (others: readonly Column[]): readonly Column[] =>
  others.length === 0 ? COLUMNS : [...COLUMNS, ...others].sort((one, other) => one.place - other.place);

/** What the list looks like now, beside any choice. */
export interface Situation {
  readonly compact: boolean;
  /** A filter asks for requests, so that matches say more than all requests do. */
  readonly filtered: boolean;
}

function isDefault({ shown }: Column, { compact, filtered }: Situation): boolean {
  if (shown === 'filtered') return filtered;
  return shown === 'always' || shown === 'compact' || (shown === 'wide' && !compact);
}

/** The columns named in a text such as `requests,users`. The first one holds the link of the row and is always there. */
export function columnsOf(all: readonly Column[], text: string): Column[] {
  const names = text.split(',').map((name) => name.trim());
  return all.filter(({ id, shown }) => shown === 'always' || names.includes(id));
}

/** The columns of a saved choice: differences from the defaults, such as `started,-hosts`. */
export function chosenColumns(all: readonly Column[], choice: string, situation: Situation): Column[] {
  const changes = choice.split(',');
  return all.filter((column) => {
    if (column.shown === 'always') return true;
    return changes.includes(column.id) || (isDefault(column, situation) && !changes.includes(`-${column.id}`));
  });
}

/** A saved choice with one column turned on or off. */
export function withChoice(choice: string, id: string, on: boolean): string {
  const others = choice.split(',').filter((change) => change !== '' && change !== id && change !== `-${id}`);
  return [...others, on ? id : `-${id}`].join(',');
}

/** '': nothing is saved, or the browser keeps nothing for this page. */
export function loadChoice(place: string): string {
  try {
    return localStorage.getItem(place) ?? '';
  } catch {
    return '';
  }
}

export function saveChoice(place: string, choice: string): void {
  try {
    if (choice === '') localStorage.removeItem(place);
    else localStorage.setItem(place, choice);
  } catch {
    // Private windows and sandboxed frames keep nothing: the choice then lasts as long as the element.
  }
}
