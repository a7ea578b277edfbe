import { el, logText, logTitle } from './dom.js';
import { formatClock, formatCount, formatMs, plural, visible } from './format.js';

const NONE = '–';

/** [class, head] */
const COLUMNS = [
  ['time', 'Time (UTC)'],
  ['method', 'Method'],
  ['endpoint', 'Endpoint'],
  ['code', 'Code'],
  ['number', 'Time, ms'],
  ['number', 'Size, bytes'],
  ['user', 'User'],
  ['types', 'Attack types'],
];

/** The newest requests of a session, plainly. */
export function requestTable({ nodes, totalCount }) {
  if (nodes.length === 0) return el('p', { class: 'quiet' }, 'This session has no requests any more.');
  const heads = COLUMNS.map(([kind, name]) =>
    el('th', { scope: 'col', role: 'columnheader', class: `r-${kind}` }, name),
  );
  return el(
    'div',
    {},
    el('p', { class: 'quiet' }, countLine(nodes.length, totalCount)),
    el(
      'table',
      { class: 'requests', role: 'table' },
      el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ...heads)),
      el('tbody', { role: 'rowgroup' }, ...nodes.map(requestRow)),
    ),
  );
}

function countLine(shown, total) {
  if (!total || (total.exact && total.value <= shown)) return plural(shown, 'request');
  return `The newest ${formatCount(shown)} of ${total.exact ? '' : 'at least '}${plural(total.value, 'request')}`;
}

function requestRow(request) {
  const types = [...new Set(request.detections.map(({ type }) => type.label))];
  const contents = [
    el('time', { datetime: request.time, title: request.time }, formatClock(request.time)),
    logText(request.method, 'method', 20),
    endpoint(request),
    request.status === null
      ? el('span', { class: 'quiet' }, 'no response')
      : el('span', { class: `status-${Math.floor(request.status / 100)}` }, String(request.status)),
    request.durationMs === null ? NONE : formatMs(request.durationMs),
    request.sizeBytes === null ? NONE : formatCount(request.sizeBytes),
    request.user === null ? NONE : logText(request.user, '', 60),
    types.length === 0 ? NONE : el('span', { class: 'types' }, ...types.map((type) => logText(type, 'type', 60))),
  ];
  return el(
    'tr',
    { role: 'row', class: types.length > 0 ? 'malicious' : '' },
    ...contents.map((content, index) => {
      const [kind, name] = COLUMNS[index];
      const className = content === NONE ? `r-${kind} none` : `r-${kind}`;
      return el('td', { role: 'cell', 'data-label': name, class: className }, content);
    }),
  );
}

/** The path as it was sent, and the template that it belongs to where that says something else. */
function endpoint({ host, path, query, endpointSummary }) {
  const sent = query === null ? path : `${path}?${query}`;
  const template = endpointSummary?.pathTemplate;
  return el(
    'div',
    { class: 'endpoint', title: visible(host ?? '') + logTitle(sent) },
    logText(sent),
    template && template !== path ? logText(template, 'template') : null,
  );
}
