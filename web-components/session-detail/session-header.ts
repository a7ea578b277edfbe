import { html, nothing } from 'lit';
import type { SessionHeaderQuery } from '../data/documents.generated.ts';
import type { DecisionTerms } from '../i18n/decisions.en.ts';
import type { DetailTerms } from '../i18n/detail.en.ts';
import type { LocalizeController } from '../i18n/localize.ts';
import type { Pivots } from '../pivots/pivots.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import { renderBlock } from './block-badge.ts';
import { renderFacts } from './session-facts.ts';

export interface HeaderContext {
  readonly localize: LocalizeController;
  /** Undefined: on its way. */
  readonly session: NonNullable<SessionHeaderQuery['session']> | undefined;
  readonly detail: DetailTerms;
  readonly decisions: DecisionTerms;
  /** Links to its neighbouring days; undefined: it has none. */
  readonly parts: unknown;
  readonly pivots: Pivots;
  /** Links and actions of plugins. */
  readonly tools: unknown;
  /** The way to take its requests out. */
  readonly download: unknown;
  readonly copyLink: () => void;
  readonly close: () => void;
}

/** Who and when, and the way out. */
export function renderHeader(context: HeaderContext) {
  const { localize, session, detail, decisions, parts, pivots, tools, download, copyLink, close } = context;
  const name = session && (session.users[0] ?? session.ips[0]?.address ?? session.key);
  return html`<header part="header" @click=${pivots.onClick} @pointerdown=${pivots.onPress} @keydown=${pivots.onKeyDown}>
    <div class="title">
      <h2 id="title" tabindex="-1">${name === undefined ? detail.session : detail.sessionOf(printable(name))}</h2>
      <button type="button" class="button quiet" title=${detail.copyLinkHint} aria-label=${detail.copyLink} @click=${copyLink}>
        ${icons.link}<span class="wide">${detail.copyLink}</span>
      </button>
      ${download}
      <button type="button" class="button quiet" title=${`${detail.closeSession} (Esc)`} aria-label=${detail.closeSession} @click=${close}>
        ${icons.close}
      </button>
    </div>
    ${session?.denylistEntry ? renderBlock(session.denylistEntry, decisions, localize) : nothing}
    ${session ? renderFacts(session, detail, localize) : nothing} ${tools}
    ${parts ? html`<nav class="parts" aria-label=${detail.partsOfSession}>${parts}</nav>` : nothing}
  </header>`;
}
