import { fetchRequests, graphiqlLink } from './api.js';
import { el, logText, logTitle } from './dom.js';
import { formatAgo, formatCount, formatDuration, formatTime, plural } from './format.js';
import { requestTable } from './request-table.js';

const GRAPHIQL = document.documentElement.dataset.graphiql === 'on';

/** [class, head] */
const COLUMNS = [
  ['time', 'Last activity (UTC)'],
  ['duration', 'Duration'],
  ['number', 'Requests'],
  ['number', 'Attacks'],
  ['values', 'Users'],
  ['values', 'IPs'],
  ['values', 'Hosts'],
  ['endpoints', 'Top endpoints'],
  ['types', 'Attack types'],
];

/** The heads; the last column holds what can be done with a row. */
export function headRow() {
  const head = (kind, ...content) => el('th', { scope: 'col', role: 'columnheader', class: `s-${kind}` }, ...content);
  return el(
    'tr',
    { role: 'row' },
    ...COLUMNS.map(([kind, name]) => head(kind, name)),
    head('actions', el('span', { class: 'unseen' }, 'Show')),
  );
}

/** A session: its row, and the row below it that opens with its requests. */
export function sessionRows(session, now) {
  const detail = el('tr', { role: 'row', class: 'detail', hidden: true }, el('td', { role: 'cell', colspan: '10' }));
  const row = el(
    'tr',
    { role: 'row', class: 'session' },
    ...cells(session, now).map((content, index) => {
      const [kind, name] = COLUMNS[index];
      const none = content.length === 0;
      const className = none ? `s-${kind} none` : `s-${kind}`;
      return el('td', { role: 'cell', 'data-label': name, class: className }, ...(none ? ['–'] : content));
    }),
    el('td', { role: 'cell', class: 's-actions' }, toggle(session, detail), GRAPHIQL ? graphiql(session) : null),
  );
  return [row, detail];
}

/** The contents of each column; an empty list: nothing to say. */
function cells(session, now) {
  const { lastSeenAt, startedAt, attackCount } = session;
  return [
    [
      el('time', { datetime: lastSeenAt, title: `from ${startedAt} to ${lastSeenAt}` }, formatTime(lastSeenAt)),
      el('span', { class: 'quiet line' }, formatAgo(lastSeenAt, now)),
    ],
    [formatDuration(session.durationMs)],
    [formatCount(session.requestCount)],
    [el('span', { class: attackCount > 0 ? 'attacks' : 'quiet' }, formatCount(attackCount))],
    list(session.users, session.userCount, (user) => [logText(user), null]),
    list(session.ips, session.ipCount, ({ address, requestCount }) => [logText(address), requestCount]),
    list(session.hosts, session.hostCount, ({ host, requestCount }) => [logText(host), requestCount]),
    list(session.topEndpoints, session.endpointCount, ({ summary, requestCount }) => [
      endpoint(summary),
      requestCount,
      `${summary.method} ${summary.host ?? ''}${summary.pathTemplate}`,
    ]),
    // How many more types there are, the list does not say.
    list(session.attackTypes, session.attackTypes.length, ({ type, detectionCount }) => [
      logText(type.label, 'type'),
      detectionCount,
      type.code,
    ]),
  ];
}

/**
 * One value a line with its count, and how many there are besides.
 * @param {(value: any) => [shown: Node, count: number | null, title?: string]} show
 */
function list(values, count, show) {
  const lines = values.map((value) => {
    const [shown, times, title = shown.textContent] = show(value);
    return el(
      'div',
      { class: 'value', title: logTitle(title) },
      el('span', { class: 'name' }, shown),
      times === null ? null : el('span', { class: 'count' }, formatCount(times)),
    );
  });
  const more = count - values.length;
  return more > 0 ? [...lines, el('div', { class: 'quiet' }, `+${formatCount(more)} more`)] : lines;
}

function endpoint({ method, pathTemplate }) {
  return el('span', {}, logText(method, 'method', 10), ' ', logText(pathTemplate));
}

function graphiql({ id, lastSeenAt }) {
  const label = `Query the session of ${formatTime(lastSeenAt)} in GraphiQL`;
  return el('a', { href: graphiqlLink(id), 'aria-label': label }, 'GraphiQL');
}

/** Opens and closes the requests; they are asked for when first opened, and again after an error. */
function toggle(session, detail) {
  let loaded = false;
  const place = detail.firstChild;
  const open = async () => {
    place.replaceChildren(el('p', { class: 'quiet', role: 'status' }, 'Loading requests ...'));
    try {
      const requests = await fetchRequests(session.id);
      loaded = true;
      place.replaceChildren(
        facts(session),
        requests ? requestTable(requests) : el('p', { class: 'quiet' }, 'This session is no longer stored.'),
      );
    } catch (error) {
      place.replaceChildren(el('p', { class: 'error', role: 'alert' }, logText(error.message)));
    }
  };
  const button = el(
    'button',
    {
      type: 'button',
      'aria-expanded': 'false',
      'aria-label': `Requests of the session of ${formatTime(session.lastSeenAt)}`,
      click: () => {
        detail.hidden = !detail.hidden;
        button.setAttribute('aria-expanded', String(!detail.hidden));
        if (!detail.hidden && !loaded) open();
      },
    },
    'Requests',
  );
  return button;
}

/** What the row has no place for. */
function facts({ id, startedAt, identifiedBy, endpointCount }) {
  const keys = identifiedBy.map(({ name, source }) => `${name} (${source.toLowerCase().replaceAll('_', ' ')})`);
  return el(
    'p',
    { class: 'facts' },
    el('span', {}, 'Session ', logText(id, 'code')),
    el('span', {}, `Started ${formatTime(startedAt)}`),
    keys.length === 0 ? null : el('span', {}, 'Identified by ', logText(keys.join(', '), '', 120)),
    el('span', {}, plural(endpointCount, 'endpoint')),
  );
}
