import { html, nothing } from 'lit';
import type { SessionHeaderQuery } from '../data/documents.generated.ts';
import type { DecisionTerms } from '../i18n/decisions.en.ts';
import type { DetailTerms } from '../i18n/detail.en.ts';
import type { LocalizeController } from '../i18n/localize.ts';
import type { Pivots } from '../pivots/pivots.ts';
import { dateTime } from '../shared/format.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import { agentName } from './agent-name.ts';
import { renderBlock } from './block-badge.ts';
import { renderFacts } from './session-facts.ts';

type Session = NonNullable<SessionHeaderQuery['session']>;

export interface HeaderContext {
  readonly localize: LocalizeController;
  /** Undefined: on its way. */
  readonly session: Session | undefined;
  readonly detail: DetailTerms;
  readonly decisions: DecisionTerms;
  /** Links to its neighbouring days; undefined: it has none. */
  readonly parts: unknown;
  readonly pivots: Pivots;
  /** Links and actions of plugins. */
  readonly tools: unknown;
  /** The way to take its requests out. */
  readonly download: unknown;
  /** What decides the requests shown, and how to change it. */
  readonly filters: unknown;
  readonly copyLink: () => void;
  readonly close: () => void;
}

/** What people recognise a session by: its user, else its program and where it came from; a key is a hash, and says nothing to anybody. */
function nameOf({ users, ips, startedAt, requests }: Session, { locale, timeZone }: LocalizeController): string {
  if (users[0] !== undefined) return printable(users[0]);
  const [newest] = requests.nodes;
  // Null: the viewer may not see it.
  const agent = newest?.parameters.find(({ name, source }) => name === 'User-Agent' && source === 'REQUEST_HEADER');
  const known = [agent?.value && agentName(agent.value), ips[0]?.address].filter((one) => one != null && one !== '');
  return printable(known.length > 0 ? known.join(' · ') : dateTime(startedAt, locale, timeZone));
}

/**
 * Who and what state, what can be done, and under which filters: it stays in view while the rest scrolls. Below it, who and when in
 * full.
 */
export function renderHeader(context: HeaderContext) {
  const { localize, session, detail, decisions, parts, pivots, tools, download, filters, copyLink, close } = context;
  const title = session ? detail.sessionOf(nameOf(session, localize)) : detail.session;
  return html`<div class="head">
      <div class="title">
        <h2 id="title" tabindex="-1">${title}</h2>
        ${session?.denylistEntry ? html`<span class="badge">${icons.exclude}${decisions.blocked}</span>` : nothing}
        <span class="does">${tools}
          <button type="button" class="button quiet" title=${detail.copyLinkHint} aria-label=${detail.copyLink} @click=${copyLink}>
            ${icons.link}<span class="wide">${detail.copyLink}</span>
          </button>
          ${download}
          <button type="button" class="button quiet" title=${`${detail.closeSession} (Esc)`} aria-label=${detail.closeSession} @click=${close}>
            ${icons.close}
          </button>
        </span>
      </div>
      ${filters}
    </div>
    <header part="header" @click=${pivots.onClick} @pointerdown=${pivots.onPress} @keydown=${pivots.onKeyDown}>
      ${session?.denylistEntry ? renderBlock(session.denylistEntry, decisions, localize) : nothing}
      ${session ? renderFacts(session, detail, localize) : nothing}
      ${parts ? html`<nav class="parts" aria-label=${detail.partsOfSession}>${parts}</nav>` : nothing}
    </header>`;
}
