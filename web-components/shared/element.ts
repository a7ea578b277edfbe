import { ContextConsumer } from '@lit/context';
import { type CSSResultGroup, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { type Connection, connectionTo } from '../data/connection.ts';
import { LocalizeController } from '../i18n/localize.ts';
import { DEFAULT_URL_KEY, type SessionsContext, sessionsContext } from './context.ts';
import { baseStyles } from './styles.ts';
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

/** What all elements have in common: where the graph is, language and time zone, how they are registered. */
export abstract class SessionsElement extends LitElement {
  static readonly version: string = VERSION;
  static readonly tag: string;
  static readonly dependencies: readonly SessionsElementClass[] = [];
  static override styles: CSSResultGroup = [baseStyles];

  /** Address of the GraphQL endpoint; in the place of the provider's. */
  @property() endpoint?: string;

  /** IANA name of the zone in which times are shown and days begin; in the place of the provider's. */
  @property({ attribute: 'time-zone' }) timeZone?: string;

  /** Address of the page with the explorer, where links lead; in the place of the provider's. Unless given: this page. */
  @property({ attribute: 'sessions-page' }) sessionsPage?: string;

  private readonly context = new ContextConsumer(this, { context: sessionsContext, subscribe: true });
  protected readonly localize = new LocalizeController(this);

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

  /** How the graph is reached. */
  get connection(): Connection {
    return this.endpoint ? connectionTo(this.endpoint) : (this.provided?.connection ?? connectionTo(DEFAULT_ENDPOINT));
  }

  /** What the nearest provider says. */
  protected get provided(): SessionsContext | undefined {
    return this.context.value;
  }

  get providedLocale(): string | undefined {
    return this.provided?.locale;
  }

  get effectiveTimeZone(): string {
    const wanted = this.timeZone || this.provided?.timeZone;
    return wanted && isTimeZone(wanted) ? wanted : Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  protected get explorerPage(): string {
    return this.sessionsPage || this.provided?.sessionsPage || location.pathname;
  }

  protected get linkKey(): string {
    return this.provided?.urlKey ?? DEFAULT_URL_KEY;
  }

  /** The name under which an element of `dependencies` is registered beside this one. */
  protected tagOf(dependency: SessionsElementClass): string {
    return innerTag(this.localName, this.constructor as SessionsElementClass, dependency);
  }

  /** Inner elements come from the registry that this one came from. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const registry = (this as { customElementRegistry?: CustomElementRegistry }).customElementRegistry;
    if (!registry || registry === customElements) return super.createRenderRoot();
    const root = this.attachShadow({ mode: 'open', customElementRegistry: registry } as ShadowRootInit);
    root.adoptedStyleSheets = (this.constructor as typeof LitElement).elementStyles.map((style) =>
      style instanceof CSSStyleSheet ? style : style.styleSheet!,
    );
    this.renderOptions.creationScope = {
      importNode: (node: Node) => document.importNode(node, { customElementRegistry: registry } as never),
    } as unknown as Document;
    return root;
  }
}

/** Under a name of the host's choice, the inner elements get names of their own too: another version may own the usual ones. */
function innerTag(tag: string, owner: SessionsElementClass, dependency: SessionsElementClass): string {
  return tag === owner.tag ? dependency.tag : `${tag}-${dependency.tag}`;
}

const zones = new Map<string, boolean>();

function isTimeZone(name: string): boolean {
  const known = zones.get(name);
  if (known !== undefined) return known;
  let valid = true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    valid = false;
    console.warn(
      `time-zone "${name}" is not the name of a time zone, such as Europe/Berlin; that of the browser is used`,
    );
  }
  zones.set(name, valid);
  return valid;
}
