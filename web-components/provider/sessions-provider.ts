import { ContextProvider } from '@lit/context';
import { css, html, LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { type Connection, connectionTo } from '../data/connection.ts';
import type { GraphClient } from '../data/graph-client.ts';
import { clientByTypeNames, fetchByTypeNames, type TypeNames } from '../data/type-names.ts';
import type { AnyPlugin } from '../plugins/core/contract.ts';
import { PluginOffers } from '../plugins/core/plugin-offer.ts';
import { PluginScope } from '../plugins/core/plugin-scope.ts';
import { SessionsPluginElement } from '../plugins/sessions-plugin.ts';
import { BaseElement } from '../shared/base-element.ts';
import { DEFAULT_URL_KEY, type SessionsContext, sessionsContext } from '../shared/context.ts';

// Types of its members and events, for who imports it alone.
export type { Connection } from '../data/connection.ts';
export type { GraphClient } from '../data/graph-client.ts';
export type { TypeNames } from '../data/type-names.ts';
export type { AnyPlugin } from '../plugins/core/contract.ts';
export type { SessionsActionEvent, SessionsNavigateEvent, SessionsPluginErrorEvent } from '../shared/plugin-events.ts';

/** Always the same, so that it is no change. */
const NONE: readonly AnyPlugin[] = [];

/**
 * Says once, for all elements inside it, where the graph is, who asks, and how things are written.
 *
 * @tag sessions-provider
 * @fires {SessionsActionEvent} sessions-action - Something is about to be done. Cancel it to do it yourself, or to have nothing done.
 * @fires {SessionsNavigateEvent} sessions-navigate - A plugin leads to another page. Cancel it to go there yourself.
 * @fires {SessionsPluginErrorEvent} sessions-plugin-error - Something of a plugin was left out.
 * @slot - The host's own layout, with elements of this package anywhere in it.
 */
export class SessionsProvider extends LitElement {
  static readonly tag = 'sessions-provider';
  static readonly version = BaseElement.version;
  static readonly dependencies = [SessionsPluginElement];
  /** Registers the element, by a name of your choice. */
  static readonly define = BaseElement.define;
  static override styles = css`
    :host {
      display: contents;
    }
  `;

  /** Address of the GraphQL endpoint. */
  @property() endpoint = '/graphql';

  /** Language, as a BCP 47 tag; unless given, that of the page. */
  @property() locale?: string;

  /** IANA name of the zone in which times are shown and days begin; unless given, that of the browser. */
  @property({ attribute: 'time-zone' }) timeZone?: string;

  /** Address of the page with the explorer, where links lead; unless given, the page of the link. */
  @property({ attribute: 'sessions-page' }) sessionsPage?: string;

  /** Prefix of the explorer's parameters in that address. */
  @property({ attribute: 'url-key' }) urlKey: string = DEFAULT_URL_KEY;

  /** Headers of each request, such as an authorization; asked each time. */
  @property({ attribute: false }) getHeaders?: Connection['getHeaders'];

  /** In the place of window.fetch. */
  @property({ attribute: false }) fetch?: typeof fetch;

  /** Your own client, such as urql's; `endpoint` is then used by explore buttons only, with getHeaders and fetch. */
  @property({ attribute: false }) client?: GraphClient;

  /**
   * Names that your gateway knows types of ours by, where another subgraph has them: `{ Session: 'ApiSession' }`. The server is told
   * the same (`SESSIONS_SESSION_TYPE`, `SESSIONS_REQUEST_TYPE`).
   */
  @property({ attribute: false }) typeNames?: TypeNames;

  /** Plugins of all elements inside it, beside those of `<sessions-plugin>`. */
  @property({ attribute: false }) plugins: readonly AnyPlugin[] = [];

  private readonly offers = new PluginOffers(this, () => this.requestUpdate());
  private joined: readonly (readonly AnyPlugin[])[] = [];
  private allPlugins: readonly AnyPlugin[] | undefined;
  /** @internal */
  readonly pluginScope: PluginScope = new PluginScope(this, () => this.joinedPlugins);

  private readonly context = new ContextProvider(this, { context: sessionsContext, initialValue: this.given() });

  /** Asks everything again, past the cache: after signing in, or as somebody else. */
  refresh(): void {
    this.context.setValue(this.given(this.newConnection()));
  }

  /** @internal */
  get connection(): Connection {
    return this.context.value.connection;
  }

  /** The same list for the same plugins; undefined: it never had any, and another provider around it counts. */
  private get joinedPlugins(): readonly AnyPlugin[] | undefined {
    const lists = [this.plugins ?? NONE, this.offers.all];
    if (lists.some((list, index) => list !== this.joined[index])) {
      this.joined = lists;
      const all = lists.flat();
      this.allPlugins = all.length > 0 || this.allPlugins ? all : undefined;
    }
    return this.allPlugins;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.size > 0) this.context.setValue(this.given(this.connectionFor(changed)));
  }

  override render() {
    return html`<slot></slot>`;
  }

  /** The same connection, with its cache, unless what it is made of has changed. */
  private connectionFor(changed: PropertyValues<this>): Connection | undefined {
    const parts = ['endpoint', 'getHeaders', 'fetch', 'client', 'typeNames'] as const;
    return parts.some((part) => changed.has(part)) ? undefined : this.context.value.connection;
  }

  private newConnection(): Connection {
    const { endpoint, getHeaders, fetch, client, typeNames } = this;
    if (!typeNames) return { endpoint, getHeaders, fetch, client };
    const named = client && clientByTypeNames(client, typeNames);
    return { endpoint, getHeaders, fetch: fetchByTypeNames(fetch, typeNames), client: named };
  }

  private given(connection?: Connection): SessionsContext {
    const { endpoint, getHeaders, fetch, client, typeNames } = this;
    const isOwn = getHeaders || fetch || client || typeNames;
    return {
      connection: connection ?? (isOwn ? this.newConnection() : connectionTo(endpoint)),
      locale: this.locale,
      timeZone: this.timeZone,
      sessionsPage: this.sessionsPage,
      urlKey: this.urlKey,
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sessions-provider': SessionsProvider;
  }
}
