// The endpoints that the store knows, with what is known of them. What is shown came from traffic: text nodes only.
import './page.js';
import { chips, count, exploreButton, moment, none, rowOf } from './cells.js';
import { el, icon, trafficText } from './dom.js';
import { plural } from './format.js';
import { ask } from './graph.js';
import { createListing, PAGE_SIZE } from './listing.js';

const ENDPOINTS = `query Endpoints($search: String, $unconfirmed: Boolean, $kinds: [SessionEndpointKind], $first: Int!, $after: String) {
  sessionKnownEndpoints(search: $search, includeUnconfirmed: $unconfirmed, kinds: $kinds, first: $first, after: $after) {
    totalCount { value exact }
    nodes {
      summary {
        id method host pathTemplate riskScore riskLevel riskReasons confirmed kind rogue
        protections { name state } sensitiveData businessFlows { code label }
      }
      requestCount sessionCount maliciousRequestCount lastSeenAt
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** [class, head] */
const COLUMNS = [
  ['endpoint', 'Endpoint'],
  ['risk', 'Risk'],
  ['rogue', 'Specification'],
  ['words', 'Protection'],
  ['words', 'Sensitive data'],
  ['words', 'Business flows'],
  ['number', 'Requests'],
  ['number', 'Sessions'],
  ['time', 'Last seen'],
  ['explore', 'Explore'],
];

const ROGUE = {
  SHADOW: ['Shadow', 'No specification of its host knows it'],
  ZOMBIE: ['Zombie', 'The newest specification has dropped it'],
  ORPHAN: ['Orphan', 'Specified, without traffic'],
};

const KIND = { API: 'API', PAGE: 'page', STATIC: 'static file' };

/** Shape and word, not the colour alone. */
const RISK = {
  LOW: ['Low', 'M8 3v10M4.5 9.5 8 13l3.5-3.5'],
  MEDIUM: ['Medium', 'M3 8h10'],
  HIGH: ['High', 'M8 2.5 14.5 13.5H1.5ZM8 6.5v3.2M8 11.6v.01'],
};

const parameter = (name) => new URLSearchParams(location.search).get(name) || null;
const search = document.getElementById('search');
const unconfirmed = document.getElementById('unconfirmed');
const kind = document.getElementById('kind');
const lower = (word) => word.toLowerCase();

const { show } = createListing({
  one: 'endpoint',
  many: 'endpoints',
  ordered: 'most requests first',
  columns: COLUMNS,
  fetchPage: async (after) => {
    search.value = parameter('search') ?? '';
    unconfirmed.checked = parameter('unconfirmed') !== null;
    kind.value = parameter('kind') ?? '';
    const kinds = kind.value === '' ? null : [kind.value === 'unknown' ? null : kind.value];
    const asked = { search: parameter('search'), unconfirmed: unconfirmed.checked, kinds, first: PAGE_SIZE, after };
    return (await ask(ENDPOINTS, asked)).sessionKnownEndpoints;
  },
  idOf: ({ summary }) => summary.id,
  rows: (node) => ({ row: endpointRow(node) }),
  wanted: () => parameter('endpoint'),
  explore: (id) => exploreButton({ 'endpoint-id': id }, 'with this endpoint'),
  empty: () => {
    const words = parameter('search');
    if (words === null && kind.value !== '') {
      const all = el('a', { href: '/discovery' }, 'All endpoints');
      return el('p', { class: 'notice' }, 'No endpoint of this kind. ', all);
    }
    if (words === null) {
      const others = unconfirmed.checked ? null : ' What was asked for and never answered is listed as unconfirmed.';
      return el('p', { class: 'notice' }, el('strong', {}, 'No endpoints yet.'), others);
    }
    return el(
      'p',
      { class: 'notice' },
      'No endpoint with requests to ',
      trafficText(words, 'code', 120),
      '. ',
      el('a', { href: '/discovery' }, 'All endpoints'),
    );
  },
});

const form = document.getElementById('search-form');
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const words = search.value.trim();
  const asked = {
    ...(words !== '' && { search: words }),
    ...(kind.value !== '' && { kind: kind.value }),
    ...(unconfirmed.checked && { unconfirmed: '1' }),
  };
  const query = new URLSearchParams(asked).toString();
  history.pushState(null, '', query === '' ? '/discovery' : `/discovery?${query}`);
  show();
});
for (const choice of [kind, unconfirmed]) choice.addEventListener('change', () => form.requestSubmit());
show();

function endpointRow({ summary, requestCount, sessionCount, maliciousRequestCount, lastSeenAt }) {
  const { id, method, host, pathTemplate, protections, sensitiveData, businessFlows } = summary;
  const name = `${method} ${pathTemplate}`.slice(0, 80);
  return rowOf(COLUMNS, [
    [
      trafficText(method, 'method', 20),
      ' ',
      trafficText(pathTemplate, 'path', 200),
      host === null ? null : trafficText(host, 'quiet line', 80),
      summary.kind === null ? null : el('span', { class: 'quiet line' }, KIND[summary.kind]),
    ],
    risk(summary),
    summary.confirmed ? rogue(summary.rogue) : none('not confirmed'),
    protections.length > 0
      ? chips(protections.map((each) => `${each.name}: ${lower(each.state)}`))
      : none('none known'),
    sensitiveData.length > 0 ? chips(sensitiveData.map(sensitiveWord)) : none('none known'),
    businessFlows.length > 0 ? chips(businessFlows.map(({ label }) => label)) : none('none'),
    [
      count(requestCount),
      maliciousRequestCount > 0
        ? el('span', { class: 'line problem' }, plural(maliciousRequestCount, 'malicious', 'malicious'))
        : null,
    ],
    count(sessionCount),
    moment(lastSeenAt),
    exploreButton({ 'endpoint-id': id, at: lastSeenAt }, `with ${name}`),
  ]);
}

function risk({ riskScore, riskLevel, riskReasons }) {
  if (riskLevel === null) return none('not known');
  const [word, shape] = RISK[riskLevel];
  return [
    el('span', { class: `risk ${lower(riskLevel)}` }, icon(shape), `${word} ${riskScore}`),
    ...riskReasons.map((reason) => el('span', { class: 'quiet line' }, reason)),
  ];
}

function rogue(kind) {
  if (kind === null) return none('known, or not evaluated');
  const [word, meaning] = ROGUE[kind];
  return el('span', { class: 'chip warn', title: meaning }, word);
}

/** In the words of the elements. */
const SENSITIVE = {
  PII: 'personal data',
  FINANCIAL: 'financial data',
  MEDICAL: 'medical data',
  TECHNICAL: 'technical data',
};
const sensitiveWord = (kind) => SENSITIVE[kind] ?? lower(kind);
