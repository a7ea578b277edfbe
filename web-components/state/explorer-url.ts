import { DEFAULT_ORDER, type OrderText, parseOrder } from './session-order.ts';
import { INITIAL_VIEW, type View } from './view.ts';
import { viewFromParams, viewToParams } from './view-params.ts';

/** Everything of an explorer that a link carries. */
export interface ExplorerState {
  readonly view: View;
  readonly order: OrderText;
  /** Id of the open session part. */
  readonly open: string | null;
  /** Id of the request that is marked in the open session. */
  readonly mark: string | null;
}

export const INITIAL_STATE: ExplorerState = { view: INITIAL_VIEW, order: DEFAULT_ORDER, open: null, mark: null };

/** Of the parameters; raised when they change their meaning. */
export const URL_VERSION = '1';

/**
 * Writes a state into the query of an address: each parameter with the prefix of the explorer (`s.method=POST`), and the
 * version beside them. What others keep there stays, in its place.
 */
export function writeState(state: ExplorerState, query: URLSearchParams, key: string): URLSearchParams {
  const written = new URLSearchParams([...query].filter(([name]) => !name.startsWith(`${key}.`)));
  const own = [...viewToParams(state.view)];
  if (state.order !== DEFAULT_ORDER) own.push(['sort', state.order]);
  if (state.open !== null) own.push(['open', state.open]);
  if (state.mark !== null) own.push(['mark', state.mark]);
  if (own.length > 0) own.unshift(['v', URL_VERSION]);
  for (const [name, value] of own) written.append(`${key}.${name}`, value);
  return written;
}

export interface ReadState {
  readonly state: ExplorerState;
  /** What was left out, as `name=value`. */
  readonly ignored: readonly string[];
}

/** Reads the state out of the query of an address. Names that it does not know are not its business. */
export function readState(query: URLSearchParams, key: string): ReadState {
  const own = new URLSearchParams();
  for (const [name, value] of query) {
    if (name.startsWith(`${key}.`)) own.append(name.slice(key.length + 1), value);
  }
  const version = own.get('v');
  if (version !== null && version !== URL_VERSION) return { state: INITIAL_STATE, ignored: [`v=${version}`] };
  const { view, ignored } = viewFromParams(own);
  const sort = own.get('sort');
  const order = sort === null ? DEFAULT_ORDER : parseOrder(sort);
  return {
    state: { view, order: order ?? DEFAULT_ORDER, open: own.get('open') || null, mark: own.get('mark') || null },
    ignored: order === null ? [...ignored, `sort=${sort}`] : ignored,
  };
}

/** What a link to sessions shows: filters as the `params` of an explorer, an open session, or both. */
export interface LinkTarget {
  readonly params?: string;
  /** Id of a session part. */
  readonly session?: string;
}

/**
 * The address of a view of sessions, for links and menus of the host. Pure: works on a server too.
 * @param page address of the page that holds the explorer; what is in its query stays. Other schemes than http(s) give `#`.
 * @param key prefix of that explorer's parameters
 */
export function sessionsLink({ params = '', session }: LinkTarget, page: string, key: string): string {
  if (!isWebAddress(page)) return '#';
  const [, path = '', query = '', hash = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/.exec(page) ?? [];
  const { view } = viewFromParams(new URLSearchParams(params));
  const state = { ...INITIAL_STATE, view, open: session ?? null };
  const written = writeState(state, new URLSearchParams(query), key).toString();
  return `${path}${written ? `?${written}` : ''}${hash}`;
}

function isWebAddress(page: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(page, 'http://localhost').protocol);
  } catch {
    return false;
  }
}
