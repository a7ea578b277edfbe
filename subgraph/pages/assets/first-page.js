// The list of the newest sessions, until the web components take its place. Everything shown comes from logs: text nodes only.
import { fetchSessions } from './api.js';
import { el, logText } from './dom.js';
import { formatTime, plural } from './format.js';
import { headRow, sessionRows } from './session-row.js';

const main = document.getElementById('main');
const total = document.getElementById('total');
const pages = document.getElementById('pages');
const links = document.getElementById('links');

/** Where in the list we are; in the address, so that back and reload work. */
const place = () => {
  const parameters = new URLSearchParams(window.location.search);
  return { after: parameters.get('after'), before: parameters.get('before') };
};

links.append(el('button', { type: 'button', click: () => show() }, 'Refresh'));
if (document.documentElement.dataset.graphiql === 'on') links.append(el('a', { href: '/graphiql' }, 'GraphiQL'));
await show();

async function show() {
  main.setAttribute('aria-busy', 'true');
  try {
    const sessions = await fetchSessions(place());
    total.replaceChildren(...totalLine(sessions.totalCount));
    main.replaceChildren(sessions.edges.length > 0 ? sessionTable(sessions.edges) : nothing());
    pages.replaceChildren(...pageLinks(sessions.pageInfo));
  } catch (error) {
    total.replaceChildren();
    pages.replaceChildren(...pageLinks({}));
    main.replaceChildren(failure(error));
  }
  main.setAttribute('aria-busy', 'false');
}

function totalLine(count) {
  if (!count) return [];
  const text = `${count.exact ? '' : 'at least '}${plural(count.value, 'session')}`;
  return [text, el('span', { class: 'quiet' }, ` as of ${formatTime(new Date().toISOString())} UTC`)];
}

function sessionTable(edges) {
  const now = Date.now();
  return el(
    'table',
    { class: 'sessions', role: 'table', 'aria-label': 'Sessions, newest activity first' },
    el('thead', { role: 'rowgroup' }, headRow()),
    el('tbody', { role: 'rowgroup' }, ...edges.flatMap(({ node }) => sessionRows(node, now))),
  );
}

function nothing() {
  const { after, before } = place();
  if (after || before)
    return el('p', { class: 'notice' }, 'No sessions here any more. ', el('a', { href: '/' }, 'Newest sessions'));
  return el(
    'div',
    { class: 'notice' },
    el('p', {}, el('strong', {}, 'No sessions yet.')),
    el('p', {}, 'Import a log and refresh: ', el('code', {}, 'npm run cli -- import access.log')),
  );
}

function failure(error) {
  return el(
    'div',
    { class: 'notice', role: 'alert' },
    el('p', { class: 'error' }, el('strong', {}, 'The sessions could not be loaded.')),
    el('p', {}, logText(error.message)),
    el('p', {}, el('button', { type: 'button', click: () => show() }, 'Try again')),
  );
}

function pageLinks({ hasNextPage, hasPreviousPage, startCursor, endCursor }) {
  const link = (name, cursor, text, rel) =>
    el('a', { href: `/?${new URLSearchParams({ [name]: cursor })}`, rel }, text);
  const { after, before } = place();
  return [
    after || before ? el('a', { href: '/' }, 'Newest') : null,
    hasPreviousPage && startCursor ? link('before', startCursor, '‹ Newer', 'prev') : null,
    hasNextPage && endCursor ? link('after', endCursor, 'Older ›', 'next') : null,
  ].filter((node) => node !== null);
}
