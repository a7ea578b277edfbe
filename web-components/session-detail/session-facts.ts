import { html, nothing } from 'lit';
import type { SessionRowFragment } from '../data/documents.generated.ts';
import type { DetailTerms } from '../i18n/detail.en.ts';
import type { LocalizeController } from '../i18n/localize.ts';
import { pivot } from '../pivots/pivot-button.ts';
import { countryName, dateTime, duration, exactNumber, fullDateTime, utcDay } from '../shared/format.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import type { SessionLinks } from './session-links.ts';

type Session = SessionRowFragment;

/** Who and how much, in a line or two; each value filters the requests. */
export function renderFacts(session: Session, detail: DetailTerms, { terms, locale, timeZone }: LocalizeController) {
  const number = (value: number) => html`<span class="number">${exactNumber(value, locale)}</span>`;
  const time = (iso: string) =>
    html`<time datetime=${iso} title=${fullDateTime(iso, locale, timeZone)}>${dateTime(iso, locale, timeZone)}</time>`;
  const more = (count: number, shown: readonly unknown[]) =>
    count > shown.length ? html`<span class="muted">+${exactNumber(count - shown.length, locale)}</span>` : nothing;
  const { users, roles, ips, hosts, identifiedBy } = session;
  const facts: [name: string, value: unknown, known?: boolean][] = [
    [
      detail.activity,
      html`${time(session.startedAt)} – ${time(session.lastSeenAt)}
        <span class="muted">(${duration(session.durationMs, locale)})</span>`,
    ],
    [detail.requests, number(session.requestCount)],
    [detail.attacks, number(session.attackCount)],
    [
      detail.users,
      html`${users.map((user) => pivot('user', user))}${more(session.userCount, users)}`,
      users.length > 0,
    ],
    [detail.roles, roles.map((role) => pivot('role', role)), roles.length > 0],
    [
      detail.sources,
      html`${ips.map(
        ({ address, countryCode, tags }) =>
          html`<span class="source">${pivot('ip', address, address, { look: 'mono' })}${
            countryCode === null
              ? nothing
              : pivot('country', countryCode, countryCode, { look: 'muted', title: countryName(countryCode, locale) })
          }${tags.map((tag) => pivot('source', tag, tag, { look: 'tag' }))}</span>`,
      )}${more(session.ipCount, ips)}`,
      ips.length > 0,
    ],
    [
      detail.hosts,
      html`${hosts.map(({ host }) => pivot('host', host))}${more(session.hostCount, hosts)}`,
      hosts.length > 0,
    ],
    [
      detail.identifiedBy,
      identifiedBy.map(({ name, source }) => `${printable(name)} (${terms.list.keySources[source]})`).join(', '),
      identifiedBy.length > 0,
    ],
  ];
  return html`<dl class="facts">
    ${facts.map(([name, value, known = true]) => (known ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing))}
  </dl>`;
}

export interface PartsContext {
  readonly localize: LocalizeController;
  readonly detail: DetailTerms;
  readonly links: SessionLinks;
}

/** The neighbouring days of the same key; `undefined` where the session has one day only. */
export function renderParts({ id, parts }: Session, { localize, detail, links }: PartsContext) {
  const { terms, locale, timeZone } = localize;
  // A part is a day of UTC, whatever day that is here.
  const zone = timeZone === 'UTC' ? '' : ' UTC';
  const at = parts.findIndex((part) => part.id === id);
  if (parts.length < 2 || at < 0) return undefined;
  const link = (to: number, text: (day: string) => string) => {
    const part = parts[to];
    if (!part) return nothing;
    const back = to < at;
    return html`<a href=${links.to(part.id)} @click=${(event: MouseEvent) => links.open(event, part.id)}>${
      back ? icons.previous : nothing
    }${text(utcDay(part.date, locale) + zone)}${back ? nothing : icons.next}</a>`;
  };
  return html`<span class="muted">${terms.partOf(at + 1, parts.length)}</span>
    ${link(at - 1, detail.continuesBefore)} ${link(at + 1, detail.continuesAfter)}`;
}
