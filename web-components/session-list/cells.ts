import { html, nothing, type TemplateResult } from 'lit';
import type { SessionListQuery } from '../data/documents.generated.ts';
import type { DecisionTerms } from '../i18n/decisions.en.ts';
import type { Terms } from '../i18n/en.ts';
import { pivot as pivotButton } from '../pivots/pivot-button.ts';
import { attackName } from '../shared/attack-name.ts';
import { blockFacts } from '../shared/block-text.ts';
import { cut, cutValue } from '../shared/cut.ts';
import {
  countryName,
  dateTime,
  duration,
  exactNumber,
  fullDateTime,
  percent,
  shortNumber,
  utcDay,
} from '../shared/format.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import type { FilterId } from '../state/filter-fields.ts';
import type { ColumnId } from './column-id.ts';

export type SessionEdge = NonNullable<SessionListQuery['sessions']>['edges'][number];

/** How the cells of a list are written. */
export interface CellContext {
  readonly terms: Terms;
  readonly decisions: DecisionTerms;
  readonly locale: string;
  readonly timeZone: string;
  /** Milliseconds. */
  readonly now: number;
  /** Where the link of a row leads. */
  link(id: string): string;
  /** What a row is marked with. */
  mark(id: string): unknown;
}

type Content = TemplateResult | typeof nothing | string;

interface Look {
  /** Classes. */
  readonly look?: string;
  readonly title?: string;
  /** In the place of the text. */
  readonly shown?: string;
}

const pivot = (filter: FilterId, value: string, text = value, { shown = text, ...look }: Look = {}) =>
  pivotButton(filter, value, text, { ...look, shown: cutValue(filter, printable(shown)), inGrid: true });

/** The title says in full what the line may cut off or round. */
const line = (title: string, ...content: readonly Content[]) => html`<div class="line" title=${title}>${content}</div>`;

const note = (text: string | TemplateResult, title?: string) =>
  html`<div class="note muted" title=${title ?? nothing}>${text}</div>`;

const exactRequests = (value: number, { terms, locale }: CellContext): string =>
  terms.requestCount({ short: exactNumber(value, locale), value });

const titled = (text: string, requests: number, c: CellContext): string =>
  c.terms.filterIs(printable(text), exactRequests(requests, c));

function more(hidden: number, { terms, locale }: CellContext): Content {
  return hidden > 0 ? note(terms.list.more(exactNumber(hidden, locale))) : nothing;
}

const number = (value: number, { locale }: CellContext) =>
  html`<span class="number">${shortNumber(value, locale)}</span>`;

/** Only where it is blocked: most sessions are not, and say nothing. */
function blockBadge({ node }: SessionEdge, { decisions, locale, timeZone }: CellContext): Content {
  const { denylistEntry } = node;
  if (!denylistEntry) return nothing;
  const title = [decisions.blocked, ...blockFacts(denylistEntry, decisions, locale, timeZone)].join('\n');
  return html`<span class="badge" title=${title}>${icons.exclude}${decisions.blocked}</span>`;
}

function status(edge: SessionEdge, c: CellContext): Content {
  const { denylistEntry } = edge.node;
  if (!denylistEntry) return html`<span class="muted">${c.terms.statuses['not-blocked']}</span>`;
  const [until] = blockFacts(denylistEntry, c.decisions, c.locale, c.timeZone);
  return html`${blockBadge(edge, c)}${note(until!)}`;
}

function lastSeen(edge: SessionEdge, c: CellContext): Content {
  const { node } = edge;
  const { terms, locale, timeZone } = c;
  const full = fullDateTime(node.lastSeenAt, locale, timeZone);
  const part = node.parts.findIndex(({ id }) => id === node.id);
  const days = node.parts.map(({ date }) => utcDay(date, locale)).join(', ');
  return html`
    <a class="link number" tabindex="-1" href=${c.link(node.id)} title=${full}>${dateTime(node.lastSeenAt, locale, timeZone, c.now)}</a>
    <div class="line muted">
      <span title=${terms.list.columns.duration}>${duration(node.durationMs, locale)}</span>
      ${
        node.parts.length > 1 && part >= 0
          ? html`<span class="part" title=${terms.list.partDays(utcDay(node.date, locale), days)}>${terms.partOf(part + 1, node.parts.length)}</span>`
          : nothing
      }
      ${blockBadge(edge, c)} ${c.mark(node.id)}
    </div>
  `;
}

function requests({ node, inPeriod }: SessionEdge, c: CellContext): Content {
  const { terms, locale } = c;
  return html`<div class="line" title=${exactRequests(node.requestCount, c)}>${number(node.requestCount, c)}</div>
    ${
      inPeriod.requestCount < node.requestCount
        ? note(
            terms.list.inPeriod(shortNumber(inPeriod.requestCount, locale)),
            terms.list.inPeriod(exactRequests(inPeriod.requestCount, c)),
          )
        : nothing
    }`;
}

function attacks({ node, inPeriod }: SessionEdge, c: CellContext): Content {
  const { terms, locale } = c;
  const exact = (value: number) => exactNumber(value, locale);
  const title = terms.list.attacksTitle(
    exact(node.attackCount),
    exact(node.maliciousRequestCount),
    exact(node.blockedRequestCount),
  );
  return html`<div class="line" title=${title}>
      <span class="number ${node.attackCount > 0 ? 'alert' : 'muted'}">${shortNumber(node.attackCount, locale)}</span>
      ${
        inPeriod.attackCount < node.attackCount
          ? html` <span class="muted" title=${exact(inPeriod.attackCount)}>${terms.list.inPeriod(shortNumber(inPeriod.attackCount, locale))}</span>`
          : nothing
      }
    </div>
    ${node.attackTypes.map(({ type, detectionCount }) =>
      line(
        terms.filterIs(printable(attackName(terms, type.code, type.label)), exact(detectionCount)),
        pivot('type', type.code, attackName(terms, type.code, type.label)),
        html` <span class="number muted">${shortNumber(detectionCount, locale)}</span>`,
      ),
    )}`;
}

function matches({ match }: SessionEdge, c: CellContext): Content {
  const { terms, locale, timeZone } = c;
  const { value, exact } = match.requestCount;
  const atLeast = (text: string) => (exact ? text : terms.atLeast(text));
  const times = [match.firstAt, match.lastAt].map((time) => time && fullDateTime(time, locale, timeZone));
  const title = [
    terms.requestCount({ short: atLeast(exactNumber(value, locale)), value }),
    times[0] && times[1] ? terms.list.firstAndLast(times[0], times[1]) : '',
  ];
  return html`<div class="line" title=${title.filter(Boolean).join('\n')}><span class="number">${atLeast(shortNumber(value, locale))}</span></div>
    ${match.reasons.map((reason) => note(cut(printable(reason)), printable(reason)))}`;
}

function users({ node }: SessionEdge, c: CellContext): Content {
  const hidden = node.userCount - node.users.length;
  const last = node.users.length - 1;
  return html`${node.users.map((user, index) =>
    line(
      printable(user),
      pivot('user', user),
      index === last && hidden > 0
        ? html` <span class="muted">${c.terms.list.more(exactNumber(hidden, c.locale))}</span>`
        : nothing,
    ),
  )}
  ${node.roles.length > 0 ? line(node.roles.map(printable).join(', '), ...node.roles.map((role) => html`${pivot('role', role, role, { look: 'muted' })} `)) : nothing}`;
}

/** A longer address, of IPv6, has its tags below it. */
const SHORT_ADDRESS = '255.255.255.255'.length;

function ips({ node }: SessionEdge, c: CellContext): Content {
  return html`${node.ips.map(({ address, countryCode, tags, requestCount }) => {
    const title = titled(address, requestCount, c);
    const country =
      countryCode === null
        ? nothing
        : html` ${pivot('country', countryCode, countryCode, { look: 'muted short', title: countryName(countryCode, c.locale) })}`;
    const marks = html`${tags.map((tag) => html` ${pivot('source', tag, tag, { look: 'tag', title: printable(tag) })}`)}`;
    const isLong = address.length > SHORT_ADDRESS && tags.length > 0;
    return html`${line(title, pivot('ip', address, address, { look: 'mono' }), country, isLong ? nothing : marks)}
      ${isLong ? line('', marks) : nothing}`;
  })}
  ${more(node.ipCount - node.ips.length, c)}`;
}

function hosts({ node }: SessionEdge, c: CellContext): Content {
  return html`${node.hosts.map(({ host, requestCount }) =>
    line(
      titled(host, requestCount, c),
      pivot('host', host),
      html` <span class="number muted">${shortNumber(requestCount, c.locale)}</span>`,
    ),
  )}
  ${more(node.hostCount - node.hosts.length, c)}`;
}

/** As many as the other cells have lines. */
const MOST_FLOWS = 3;

function flows({ node }: SessionEdge, c: CellContext): Content {
  const all = node.businessFlows;
  const shown = all.length > MOST_FLOWS ? all.slice(0, MOST_FLOWS - 1) : all;
  const hidden = all.slice(shown.length);
  return html`${shown.map(({ flow, requestCount, share }) =>
    line(
      titled(flow.label, requestCount, c),
      pivot('flow', flow.code, flow.label),
      html` <span class="number muted">${shortNumber(requestCount, c.locale)} (${percent(share, c.locale)})</span>`,
    ),
  )}
  ${
    hidden.length > 0
      ? note(
          c.terms.list.more(exactNumber(hidden.length, c.locale)),
          hidden.map(({ flow, requestCount }) => titled(flow.label, requestCount, c)).join('\n'),
        )
      : nothing
  }`;
}

function endpoints({ node }: SessionEdge, c: CellContext): Content {
  return html`${node.topEndpoints.map(({ summary, requestCount }) => {
    const { id, method, host, pathTemplate } = summary;
    const name = `${method} ${host ?? ''}${pathTemplate}`;
    return line(
      titled(name, requestCount, c),
      pivot('method', method, method, { look: 'muted short' }),
      // The host stands in the title: the column of hosts has it already.
      html` ${pivot('endpoint-id', id, name, { shown: pathTemplate })}`,
      html` <span class="number muted">${shortNumber(requestCount, c.locale)}</span>`,
    );
  })}
  ${more(node.endpointCount - node.topEndpoints.length, c)}`;
}

const CELLS: Record<ColumnId, (edge: SessionEdge, context: CellContext) => Content> = {
  'last-seen': lastSeen,
  requests,
  attacks,
  matches,
  users,
  ips,
  hosts,
  flows,
  endpoints,
  applications: ({ node }) =>
    html`${node.applications.map((application) => line(printable(application), pivot('application', application)))}`,
  started: ({ node }, { locale, timeZone, now }) =>
    html`<span class="number" title=${fullDateTime(node.startedAt, locale, timeZone)}>${dateTime(node.startedAt, locale, timeZone, now)}</span>`,
  duration: ({ node }, { locale }) => html`<span class="number">${duration(node.durationMs, locale)}</span>`,
  'identified-by': ({ node }, { terms }) =>
    html`${node.identifiedBy.map(({ name, source }) => {
      const text = `${printable(name)} (${terms.list.keySources[source]})`;
      return html`<div class="line" title=${text}><span class="text">${text}</span></div>`;
    })}`,
  key: ({ node }) => line(printable(node.key), pivot('session', node.key, node.key, { look: 'mono' })),
  status,
};

export const renderCell = (id: ColumnId, edge: SessionEdge, context: CellContext): Content => CELLS[id](edge, context);
