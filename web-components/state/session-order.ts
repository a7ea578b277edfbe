import type { SessionOrder, SessionOrderField } from '../data/documents.generated.ts';

/** Orders of the list by the names that links use. */
const FIELDS = {
  'last-seen': 'LAST_SEEN_AT',
  started: 'STARTED_AT',
  length: 'DURATION',
  requests: 'REQUEST_COUNT',
  attacks: 'ATTACK_COUNT',
  risk: 'RISK',
} as const satisfies Record<string, SessionOrderField>;

export type OrderName = keyof typeof FIELDS;

/** `-last-seen`: descending. */
export type OrderText = OrderName | `-${OrderName}`;

/** Newest activity first. */
export const DEFAULT_ORDER: OrderText = '-last-seen';

/** Null: not the text of an order. */
export function parseOrder(text: string): OrderText | null {
  return Object.hasOwn(FIELDS, text.startsWith('-') ? text.slice(1) : text) ? (text as OrderText) : null;
}

export function orderField(order: OrderText): { name: OrderName; descending: boolean } {
  const descending = order.startsWith('-');
  return { name: (descending ? order.slice(1) : order) as OrderName, descending };
}

export function toOrder(order: OrderText): SessionOrder {
  const { name, descending } = orderField(order);
  return { field: FIELDS[name], direction: descending ? 'DESC' : 'ASC' };
}

/** What a click on the heading of a column does: greatest first, then the other way round. */
export function nextOrder(order: OrderText, name: OrderName): OrderText {
  return order === `-${name}` ? name : `-${name}`;
}
