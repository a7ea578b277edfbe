import { html, nothing, type PropertyDeclarations } from 'lit';
import { type ExploreButtonTerms, exploreButtonEn } from '../i18n/explore-button.en.ts';
import { type Dictionary, LanguageController } from '../i18n/language.ts';
import { BaseElement } from '../shared/base-element.ts';
import { SessionsExploreEvent } from '../shared/events.ts';
import { sessionsIcon } from '../shared/icon.ts';
import { type LinkTarget, sessionsLink } from '../state/link.ts';
import type { Availability, SessionCount, Subject } from './availability.ts';
import type { AvailabilityController } from './availability-controller.ts';
import { exploreButtonStyles } from './explore-in-sessions-button.styles.ts';

export type { SessionsAuthRequiredEvent, SessionsExploreEvent } from '../shared/events.ts';
// Types of its members and events, for who imports it alone.
export type { Availability, SessionCount } from './availability.ts';

const WORDS: Dictionary<ExploreButtonTerms> = {
  english: exploreButtonEn,
  loaders: new Map([
    ['de', () => import('../i18n/explore-button.de.ts').then(({ exploreButtonDe }) => exploreButtonDe)],
  ]),
  part: (terms) => terms.exploreButton,
};

/** Ids, the first of which counts, and the filters that they are. */
const FILTERS = { requestId: 'request', attackId: 'attack', endpointId: 'endpoint-id' } as const;

/**
 * Leads from a request, an attack, an endpoint or a session of another console to its sessions. A real link, which says
 * so where there is nothing to lead to: it asks when it becomes visible, all buttons of the page together. Give it one id.
 *
 * @tag explore-in-sessions-button
 * @fires {SessionsExploreEvent} sessions-explore - It was clicked. Cancel it to go there yourself.
 * @fires {SessionsAuthRequiredEvent} sessions-auth-required - The server wants to know who is asking.
 * @slot - Your own label.
 * @csspart button - The link, or the text in its place.
 * @csspart count - The number of sessions, or that its filters are not understood.
 */
export class ExploreInSessionsButton extends BaseElement {
  static override readonly tag = 'explore-in-sessions-button';
  static override styles = [BaseElement.styles, exploreButtonStyles];
  static override shadowRootOptions = { ...BaseElement.shadowRootOptions, delegatesFocus: true };
  static override properties: PropertyDeclarations = {
    requestId: { attribute: 'request-id' },
    attackId: { attribute: 'attack-id' },
    endpointId: { attribute: 'endpoint-id' },
    sessionId: { attribute: 'session-id' },
    at: {},
    params: {},
    noCheck: { attribute: 'no-check', type: Boolean },
  };

  /** Id of a request. */
  requestId?: string;

  /** Id of an attack. */
  attackId?: string;

  /** Id of an endpoint. */
  endpointId?: string;

  /** Id of a session part, which is opened. */
  sessionId?: string;

  /** When it was last seen, if you know: tells what is no longer kept from what was never there. ISO 8601. */
  at?: string;

  /** Filters of your own in the place of an id, as an explorer's `params`: `method=POST&code=5xx`. Whether there are sessions is not asked; what is not understood of them is named. */
  params?: string;

  /** Does not ask whether there are sessions. */
  noCheck = false;

  private readonly language = new LanguageController(this, WORDS);
  /** Loaded when there is something to ask. */
  private check?: AvailabilityController;

  /** What is known of where it leads; also there as an attribute, for your styles. */
  get availability(): Availability {
    return this.check?.state ?? 'unchecked';
  }

  /** How many sessions it leads to; null: not known. */
  get sessionCount(): SessionCount | null {
    return this.check?.sessionCount ?? null;
  }

  /** Where the link leads. */
  get href(): string {
    return sessionsLink(this.link, this.explorerPage, this.linkKey);
  }

  override render() {
    const { reason, explanation, count } = this.check ?? {};
    return html`<a
      part="button"
      href=${reason ? nothing : this.href}
      role=${reason ? 'link' : nothing}
      aria-disabled=${reason ? 'true' : nothing}
      tabindex=${reason ? '0' : nothing}
      title=${explanation ?? nothing}
      @click=${this.clicked}
    >
      ${sessionsIcon}
      <span class="text">
        <slot>${this.language.terms.explore}</slot>
        ${reason ? html`<span>${reason}</span>` : nothing}
      </span>
      ${this.subject || count ? html`<span part="count" class="count" aria-hidden="true">${count}</span>` : nothing}
    </a>`;
  }

  protected override updated(): void {
    this.setAttribute('availability', this.availability);
    if (!this.check && (this.subject || this.params)) this.startChecking();
  }

  private startChecking(): void {
    import('./availability-controller.ts').then(
      ({ AvailabilityController }) => {
        this.check ??= new AvailabilityController(this, () => this.subject);
      },
      // Offline, say: it stays a link.
      () => {},
    );
  }

  /** The id that counts and is a filter. */
  private get named(): keyof typeof FILTERS | undefined {
    return (Object.keys(FILTERS) as (keyof typeof FILTERS)[]).find((name) => this[name]);
  }

  private get link(): LinkTarget {
    const { named, sessionId, params } = this;
    if (named) return { params: new URLSearchParams({ [FILTERS[named]]: this[named]! }).toString() };
    return sessionId ? { session: sessionId } : { params };
  }

  private get subject(): Subject | null {
    const { noCheck, named = 'sessionId', at } = this;
    const id = this[named];
    return !noCheck && id ? { name: named, id, at } : null;
  }

  private clicked(event: MouseEvent): void {
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!isPlain || this.check?.reason) return;
    if (!this.dispatchEvent(new SessionsExploreEvent(this.link.params ?? '', this.href))) event.preventDefault();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'explore-in-sessions-button': ExploreInSessionsButton;
  }
}
