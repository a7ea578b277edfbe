import { ContextConsumer } from '@lit/context';
import { type CSSResultGroup, LitElement, type PropertyDeclarations } from 'lit';
import { type Connection, connectionTo } from '../data/connection.ts';
import { DEFAULT_URL_KEY, type SessionsContext, sessionsContext } from './context.ts';
import { tokenStyles } from './tokens.ts';
import { VERSION } from './version.ts';

/** The constructor of an element of ours. */
export interface SessionsElementClass extends CustomElementConstructor {
  /** Its usual tag name. */
  readonly tag: string;
  /** Elements that it puts into its own shadow root. */
  readonly dependencies: readonly SessionsElementClass[];
  readonly version: string;
  define(tag?: string, registry?: CustomElementRegistry): void;
}

/** Where the graph is unless somebody says otherwise. */
const DEFAULT_ENDPOINT = '/graphql';

/** What all elements have in common: where the graph is, where links lead, how they are registered. */
export abstract class BaseElement extends LitElement {
  static readonly version: string = VERSION;
  static readonly tag: string;
  static readonly dependencies: readonly SessionsElementClass[] = [];
  static override styles: CSSResultGroup = [tokenStyles];
  // Without decorators: their code would be a good part of the explore button.
  static override properties: PropertyDeclarations = {
    endpoint: {},
    sessionsPage: { attribute: 'sessions-page' },
    urlKey: { attribute: 'url-key' },
  };

  /** Address of the GraphQL endpoint; in the place of the provider's. */
  endpoint?: string;

  /** Address of the page with the explorer, where links lead; in the place of the provider's. Unless given: this page. */
  sessionsPage?: string;

  /** Prefix of the explorer's parameters in addresses: `s` makes `?s.method=POST`; in the place of the provider's. */
  urlKey?: string;

  private readonly context = new ContextConsumer(this, { context: sessionsContext, subscribe: true });

  /** A provider may come to life after the elements inside it. */
  private readonly askAgain = () => {
    if (!this.provided) this.context.hostConnected();
  };

  /**
   * Registers the element, and those that it uses, by a name of your choice. Again with the same version: nothing happens.
   * With another version the first one stays, and the console says so.
   */
  static define(this: SessionsElementClass, tag = this.tag, registry: CustomElementRegistry = customElements): void {
    const known = registry.get(tag) as Partial<SessionsElementClass> | undefined;
    if (known) {
      if (known.version !== this.version) {
        console.warn(
          `<${tag}> is registered already, in version ${known.version ?? 'unknown'}; ${this.version} is left out`,
        );
      }
      return;
    }
    for (const dependency of this.dependencies) dependency.define(innerTag(tag, this, dependency), registry);
    // A constructor has one name per registry.
    const taken = typeof registry.getName === 'function' && registry.getName(this) !== null;
    registry.define(tag, taken || tag !== this.tag ? class extends (this as CustomElementConstructor) {} : this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('context-provider', this.askAgain);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('context-provider', this.askAgain);
  }

  /**
   * How the graph is reached.
   * @internal
   */
  get connection(): Connection {
    return this.endpoint ? connectionTo(this.endpoint) : (this.provided?.connection ?? connectionTo(DEFAULT_ENDPOINT));
  }

  /** What the nearest provider says. */
  protected get provided(): SessionsContext | undefined {
    return this.context.value;
  }

  /** @internal */
  get providedLocale(): string | undefined {
    return this.provided?.locale;
  }

  /** @internal */
  get explorerPage(): string {
    return this.sessionsPage || this.provided?.sessionsPage || location.pathname;
  }

  /** @internal */
  get linkKey(): string {
    return this.urlKey || this.provided?.urlKey || DEFAULT_URL_KEY;
  }

  /** The name under which an element of `dependencies` is registered beside this one. */
  protected tagOf(dependency: { readonly tag: string }): string {
    return innerTag(this.localName, this.constructor as SessionsElementClass, dependency);
  }
}

/** Under a name of the host's choice, the inner elements get names of their own too: another version may own the usual ones. */
function innerTag(tag: string, owner: SessionsElementClass, dependency: { readonly tag: string }): string {
  return tag === owner.tag ? dependency.tag : `${tag}-${dependency.tag}`;
}
