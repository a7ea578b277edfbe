import { chips, exploreButton, none, rowOf } from './cells.js';
import { el, icon, trafficText } from './dom.js';
import { formatTime, plural } from './format.js';
import { ask, SignInNeeded } from './graph.js';

const REQUESTS = `query AttackRequests($id: ID!, $ids: [ID!]!) {
  sessionsForAttack(attackId: $id, first: 10) {
    nodes {
      requests(first: 10, filter: { attackIds: $ids }) {
        nodes { id time method host path query status blocked detections { attackId type { label } } }
      }
    }
  }
}`;

const SHOWN = 10;

/** [class, head] */
const COLUMNS = [
  ['clock', 'Time'],
  ['request', 'Request'],
  ['code', 'Code'],
  ['types', 'Found'],
  ['explore', 'Explore'],
];

let made = 0;

/** The row below an attack, and the button that opens it. Its requests are asked for when it first opens, and after an error. */
export function requestsBelow(attack, columns) {
  const content = el('td', { role: 'cell', colspan: String(columns) });
  const id = `requests-${++made}`;
  const below = el('tr', { role: 'row', class: 'below', id, hidden: true }, content);
  let loaded = false;

  const open = async () => {
    below.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    if (loaded) return;
    content.replaceChildren(el('p', { class: 'quiet', role: 'status' }, 'Loading requests ...'));
    try {
      const requests = await fetchRequests(attack.id);
      loaded = true;
      content.replaceChildren(...requestTable(requests, attack));
    } catch (error) {
      if (error instanceof SignInNeeded) return;
      content.replaceChildren(el('p', { class: 'problem', role: 'alert' }, trafficText(error.message)));
    }
  };
  const close = () => {
    below.hidden = true;
    button.setAttribute('aria-expanded', 'false');
  };
  const button = el(
    'button',
    {
      type: 'button',
      class: 'toggle',
      'aria-expanded': 'false',
      'aria-controls': id,
      'aria-label': `Requests of attack ${attack.id.slice(0, 40)}`,
      'data-place': `requests ${attack.id}`,
      click: () => (below.hidden ? open() : close()),
    },
    icon('m6 3.5 4.5 4.5L6 12.5'),
  );
  button.open = open;
  return { button, below };
}

/** The newest ones of the newest sessions: of an attack over more sessions than that, others may be newer. */
async function fetchRequests(id) {
  const { sessionsForAttack } = await ask(REQUESTS, { id, ids: [id] });
  return sessionsForAttack.nodes
    .flatMap(({ requests }) => requests.nodes)
    .sort((a, b) => Date.parse(b.time) - Date.parse(a.time))
    .slice(0, SHOWN);
}

function requestTable(requests, { id, requestCount }) {
  if (requests.length === 0) return [el('p', { class: 'quiet' }, 'No request of this attack is stored any more.')];
  const heads = COLUMNS.map(([kind, name]) =>
    el(
      'th',
      { scope: 'col', role: 'columnheader', class: `c-${kind}` },
      kind === 'explore' ? el('span', { class: 'unseen' }, name) : name,
    ),
  );
  const heading =
    requests.length < requestCount
      ? `${requests.length} of ${plural(requestCount, 'request')}: the newest of its newest sessions`
      : plural(requestCount, 'request');
  return [
    el('p', { class: 'quiet' }, heading),
    el(
      'table',
      { role: 'table', class: 'requests', 'aria-label': `Requests of attack ${id.slice(0, 40)}` },
      el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ...heads)),
      el('tbody', { role: 'rowgroup' }, ...requests.map((request) => requestRow(request, id))),
    ),
  ];
}

function requestRow(request, attackId) {
  const { id, time, method, host, path, query, status, blocked, detections } = request;
  const types = new Set(detections.filter((each) => each.attackId === attackId).map(({ type }) => type.label));
  return rowOf(COLUMNS, [
    el('time', { datetime: time, title: time }, formatTime(time)),
    [
      trafficText(method, 'method', 20),
      ' ',
      trafficText(query === null ? path : `${path}?${query}`, 'path', 160),
      host === null ? null : trafficText(host, 'quiet line', 80),
    ],
    [status === null ? none('no response') : String(status), blocked ? el('span', { class: 'line' }, 'blocked') : null],
    chips([...types], 'alarm'),
    exploreButton({ 'request-id': id, at: time }, `with the request of ${formatTime(time)}`),
  ]);
}
