// The attacks that the store knows. What is shown came from traffic: text nodes only.
import './page.js';
import { requestsBelow } from './attack-requests.js';
import { chips, count, exploreButton, moment, none, rowOf } from './cells.js';
import { el, trafficText } from './dom.js';
import { formatCount } from './format.js';
import { ask } from './graph.js';
import { createListing, PAGE_SIZE } from './listing.js';

const ATTACKS = `query Attacks($first: Int!, $after: String) {
  sessionKnownAttacks(first: $first, after: $after) {
    totalCount { value exact }
    nodes {
      id types { code label }
      detectionCount requestCount sessionCount blockedRequestCount firstSeenAt lastSeenAt
      verdict { verdict reason givenBy }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** [class, head] */
const COLUMNS = [
  ['attack', 'Attack'],
  ['time', 'Last seen'],
  ['time', 'First seen'],
  ['number', 'Requests'],
  ['number', 'Detections'],
  ['number', 'Sessions'],
  ['blocked', 'Blocked requests'],
  ['verdict', 'Detector'],
  ['explore', 'Explore'],
];

const { show } = createListing({
  one: 'attack',
  many: 'attacks',
  ordered: 'newest activity first',
  columns: COLUMNS,
  fetchPage: async (after) => (await ask(ATTACKS, { first: PAGE_SIZE, after })).sessionKnownAttacks,
  idOf: ({ id }) => id,
  rows: attackRows,
  wanted: () => new URLSearchParams(location.hash.slice(1)).get('attack'),
  explore: (id) => exploreButton({ 'attack-id': id }, 'of this attack'),
  empty: () =>
    el(
      'div',
      { class: 'notice' },
      el('p', {}, el('strong', {}, 'No attacks yet.')),
      el('p', { class: 'quiet' }, 'They come from logs whose detections name the attack that they belong to.'),
    ),
});
show();

function attackRows(attack) {
  const { id, types, firstSeenAt, lastSeenAt } = attack;
  const { button, below } = requestsBelow(attack, COLUMNS.length);
  const labels = types.map(({ label }) => label);
  const row = rowOf(COLUMNS, [
    el('div', { class: 'attack' }, button, el('div', {}, chips(labels, 'alarm'), trafficText(id, 'id', 200))),
    moment(lastSeenAt),
    moment(firstSeenAt),
    count(attack.requestCount),
    count(attack.detectionCount),
    count(attack.sessionCount),
    blocked(attack),
    verdict(attack),
    exploreButton({ 'attack-id': id, at: lastSeenAt }, `of attack ${id.slice(0, 40)}`),
  ]);
  return { row, below };
}

const VERDICTS = { AGREE: 'right', DISAGREE: 'wrong', UNSURE: 'unsure' };

/** Whether its detector was right, as somebody judged it. */
function verdict({ verdict: said }) {
  if (!said) return none('not judged');
  return el('span', {}, VERDICTS[said.verdict], trafficText(`${said.givenBy}: ${said.reason}`, 'quiet line', 120));
}

function blocked({ blockedRequestCount, requestCount }) {
  if (blockedRequestCount === 0) return 'none';
  return blockedRequestCount === requestCount
    ? 'all'
    : `${formatCount(blockedRequestCount)} of ${formatCount(requestCount)}`;
}
