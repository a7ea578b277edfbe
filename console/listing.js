import { el, trafficText } from './dom.js';
import { formatCount, plural } from './format.js';
import { SignInNeeded } from './graph.js';
import { returnToPlace } from './place.js';

/** Rows of a page. */
export const PAGE_SIZE = 50;
/** Pages that are looked through for a row that a link names. */
const LOOKED_THROUGH = 20;

/**
 * A list of the graph in pages. Everything about where one is stands in the address: `after`, once for each page gone
 * through, and what else the page reads from it.
 *
 * @typedef {object} Listing
 * @property {string} one what a row is: attack
 * @property {string} many
 * @property {string} ordered how they are ordered, for the table's name
 * @property {[kind: string, name: string][]} columns
 * @property {(after: string | null) => Promise<{ nodes: object[], pageInfo: object, totalCount: object | null }>} fetchPage
 * @property {(node: object) => string} idOf
 * @property {(node: object) => { row: HTMLElement, below?: HTMLElement }} rows
 * @property {() => string | null} wanted id of the row that the link is about
 * @property {() => Node} empty what to say of no rows
 * @property {(id: string) => HTMLElement} explore button that leads to the sessions of one
 */

/** @param {Listing} listing @returns {{ show(): Promise<void> }} */
export function createListing(listing) {
  const list = document.getElementById('list');
  const total = document.getElementById('total');
  const pages = document.getElementById('pages');
  let latest = 0;
  let shown = '';

  const addressed = () => JSON.stringify([location.search, listing.wanted()]);

  async function show() {
    const turn = ++latest;
    shown = addressed();
    list.setAttribute('aria-busy', 'true');
    const found = await findPage(listing).catch((error) => ({ error }));
    // Another question has been asked since, or the page shows the sign-in.
    if (turn !== latest || found.error instanceof SignInNeeded) return;
    shown = addressed();
    if (found.error) fail(found.error);
    else await present(found);
    list.setAttribute('aria-busy', 'false');
  }

  async function present({ page, trail, missing }) {
    const { nodes, totalCount } = page;
    total.textContent = totalCount ? countLine(totalCount) : '';
    list.replaceChildren(
      ...(missing === null ? [] : [missingNotice(missing)]),
      nodes.length > 0 ? table(nodes) : trail.length > 0 ? behindTheEnd() : listing.empty(),
    );
    pages.replaceChildren(...pageLinks(page.pageInfo, trail));
    if (await returnToPlace()) return;
    const wanted = list.querySelector('.wanted');
    wanted?.scrollIntoView({ block: 'center' });
    wanted?.querySelector('th')?.focus({ preventScroll: true });
  }

  const countLine = ({ value, exact }) => `${exact ? '' : 'at least '}${plural(value, listing.one, listing.many)}`;

  function table(nodes) {
    const wanted = listing.wanted();
    const heads = listing.columns.map(([kind, name]) =>
      el(
        'th',
        { scope: 'col', role: 'columnheader', class: `c-${kind}` },
        kind === 'explore' ? el('span', { class: 'unseen' }, name) : name,
      ),
    );
    const rows = nodes.flatMap((node) => {
      const { row, below } = listing.rows(node);
      if (listing.idOf(node) === wanted) row.classList.add('wanted');
      return below ? [row, below] : [row];
    });
    return el(
      'table',
      { role: 'table', 'aria-label': `${listing.many}, ${listing.ordered}` },
      el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ...heads)),
      el('tbody', { role: 'rowgroup' }, ...rows),
    );
  }

  function missingNotice({ id, lookedAtAll }) {
    const words = lookedAtAll
      ? `No ${listing.one} with this id is known here: `
      : `This ${listing.one} is not among the first ${formatCount(LOOKED_THROUGH * PAGE_SIZE)}: `;
    const shown = trafficText(id, 'code', 120);
    return el('p', { class: 'notice missing', role: 'status' }, words, shown, ' ', listing.explore(id));
  }

  const behindTheEnd = () =>
    el('p', { class: 'notice' }, `No ${listing.many} here any more. `, el('a', { href: address([]) }, 'First page'));

  function fail(error) {
    total.textContent = '';
    pages.replaceChildren();
    list.replaceChildren(
      el(
        'div',
        { class: 'notice', role: 'alert' },
        el('p', {}, el('strong', {}, `The ${listing.many} could not be loaded.`)),
        el('p', { class: 'problem' }, trafficText(error.message)),
        el('button', { type: 'button', class: 'button', click: show }, 'Try again'),
      ),
    );
  }

  // Also called for a place on the page that a link leads to, such as the skip link.
  addEventListener('popstate', () => {
    if (addressed() !== shown) show();
  });
  document.addEventListener('signed-in', show);
  return { show };
}

/** The page that the address says; for a row that is wanted, the page that it is on. */
async function findPage({ fetchPage, idOf, wanted }) {
  const trail = new URLSearchParams(location.search).getAll('after');
  const id = wanted();
  const first = await fetchPage(trail.at(-1) ?? null);
  if (id === null || has(first)) return { page: first, trail, missing: null };

  const way = [];
  let page = trail.length > 0 ? await fetchPage(null) : first;
  const start = page;
  for (;;) {
    if (has(page)) {
      history.replaceState(history.state, '', address(way, location.hash));
      return { page, trail: way, missing: null };
    }
    if (!page.pageInfo.hasNextPage || way.length === LOOKED_THROUGH - 1) break;
    way.push(page.pageInfo.endCursor);
    page = await fetchPage(way.at(-1));
  }
  return { page: start, trail: [], missing: { id, lookedAtAll: !page.pageInfo.hasNextPage } };

  function has({ nodes }) {
    return nodes.some((node) => idOf(node) === id);
  }
}

function pageLinks({ hasNextPage, endCursor }, trail) {
  // Away from the row that a link named.
  const link = (to, text, rel) => el('a', { href: address(to, '', 'endpoint'), rel }, text);
  return [
    ...(trail.length > 0 ? [link(trail.slice(0, -1), '‹ Previous', 'prev')] : []),
    ...(hasNextPage ? [link([...trail, endCursor], 'Next ›', 'next')] : []),
  ];
}

/** This page with another way behind it, less one of its parameters. */
function address(trail, hash = '', without = '') {
  const query = new URLSearchParams(location.search);
  query.delete('after');
  query.delete(without);
  for (const cursor of trail) query.append('after', cursor);
  return `${location.pathname}${query.size > 0 ? `?${query}` : ''}${hash}`;
}
