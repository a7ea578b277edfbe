import type { DetailFilters } from './detail-filters.ts';
import { detailFromParams, detailToParams } from './detail-params.ts';
import { URL_VERSION, writeParams } from './link.ts';
import { DEFAULT_ORDER, type OrderText, parseOrder } from './session-order.ts';
import { INITIAL_VIEW, type View } from './view.ts';
import { viewFromParams, viewToParams } from './view-params.ts';

export { type LinkTarget, sessionsLink, URL_VERSION } from './link.ts';

/** Everything of an explorer that a link carries. */
export interface ExplorerState {
  readonly view: View;
  readonly order: OrderText;
  /** Id of the open session part. */
  readonly open: string | null;
  /** Id of the request that is marked in the open session. */
  readonly mark: string | null;
  /** Filters of the open session; null: none is open. Each of their parameters stands with `d.` in front. */
  readonly detail: DetailFilters | null;
}

export const INITIAL_STATE: ExplorerState = {
  view: INITIAL_VIEW,
  order: DEFAULT_ORDER,
  open: null,
  mark: null,
  detail: null,
};

/**
 * Writes a state into the query of an address: each parameter with the prefix of the explorer (`s.method=POST`), and the
 * version beside them. What others keep there stays, in its place.
 */
export function writeState(state: ExplorerState, query: URLSearchParams, key: string): URLSearchParams {
  const own = [...viewToParams(state.view)];
  if (state.order !== DEFAULT_ORDER) own.push(['sort', state.order]);
  if (state.open !== null) own.push(['open', state.open]);
  if (state.mark !== null) own.push(['mark', state.mark]);
  if (state.detail) {
    for (const [name, value] of detailToParams(state.detail, state.view)) own.push([`d.${name}`, value]);
  }
  return writeParams(own, query, key);
}

export interface ReadState {
  readonly state: ExplorerState;
  /** What was left out, as `name=value`: it decides nothing about which sessions there are. What does is in the view. */
  readonly ignored: readonly string[];
}

/**
 * Reads the state out of the query of an address. Every name with the prefix is ours; all others are the host's, or of
 * another explorer, and not looked at.
 * @param now the moment that relative times of an open session are counted from, in milliseconds
 */
export function readState(query: URLSearchParams, key: string, now: number): ReadState {
  const own = paramsUnder(`${key}.`, query);
  const version = own.getAll('v').find((text) => text !== URL_VERSION);
  if (version !== undefined) {
    return { state: { ...INITIAL_STATE, view: viewFromParams(new URLSearchParams({ v: version })).view }, ignored: [] };
  }
  const ignored: string[] = [];
  const one = (name: string): string | null => {
    const [first = null, ...others] = own.getAll(name);
    own.delete(name);
    ignored.push(...others.filter((text) => text !== first).map((text) => `${name}=${text}`));
    return first;
  };
  one('v');
  const [sort, open, mark] = [one('sort'), one('open'), one('mark')];
  const order = sort === null ? DEFAULT_ORDER : parseOrder(sort);
  if (order === null) ignored.push(`sort=${sort}`);
  const detail = paramsUnder('d.', own);
  for (const name of detail.keys()) own.delete(`d.${name}`);
  const { view } = viewFromParams(own);
  return {
    state: {
      view,
      order: order ?? DEFAULT_ORDER,
      open: open || null,
      mark: mark || null,
      detail: open ? detailFromParams(detail, view, now) : null,
    },
    ignored,
  };
}

/** The parameters with this prefix, without it. */
function paramsUnder(prefix: string, query: URLSearchParams): URLSearchParams {
  const own = new URLSearchParams();
  for (const [name, value] of query) if (name.startsWith(prefix)) own.append(name.slice(prefix.length), value);
  return own;
}
