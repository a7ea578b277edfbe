import type { CSSResultGroup, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Failure } from '../data/client.ts';
import { LocalizeController, type Terms } from '../i18n/localize.ts';
import { BaseElement } from './base-element.ts';
import { SessionsAuthRequiredEvent } from './events.ts';
import { baseStyles } from './styles.ts';

export type { SessionsElementClass } from './base-element.ts';

/** An element that shows sessions: with words, numbers and times in the language and the zone of its reader. */
export abstract class SessionsElement extends BaseElement {
  static override styles: CSSResultGroup = [baseStyles];

  /** IANA name of the zone in which times are shown and days begin; in the place of the provider's. */
  @property({ attribute: 'time-zone' }) timeZone?: string;

  protected readonly localize = new LocalizeController(this);

  /** @internal */
  get locale(): string {
    return this.localize.locale;
  }

  /** @internal */
  get terms(): Terms {
    return this.localize.terms;
  }

  /**
   * On a page that a server rendered, a component takes this attribute away as soon as it has set its properties. The button needs
   * no such thing: without them it asks nothing.
   */
  protected override scheduleUpdate(): void {
    if (this.hasAttribute('defer-hydration')) setTimeout(() => this.scheduleUpdate());
    else super.scheduleUpdate();
  }

  /** @internal */
  queryFailed({ kind }: Failure): void {
    if (kind === 'auth') this.dispatchEvent(new SessionsAuthRequiredEvent());
  }

  /** @internal */
  get effectiveTimeZone(): string {
    const wanted = this.timeZone || this.provided?.timeZone;
    return wanted && isTimeZone(wanted) ? wanted : Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  /** The registry that this element came from. */
  protected get registry(): CustomElementRegistry {
    return (this as { customElementRegistry?: CustomElementRegistry }).customElementRegistry ?? customElements;
  }

  /** Inner elements come from the registry that this one came from. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const { registry } = this;
    if (registry === customElements) return super.createRenderRoot();
    const { shadowRootOptions, elementStyles } = this.constructor as typeof LitElement;
    const root = this.attachShadow({ ...shadowRootOptions, customElementRegistry: registry } as ShadowRootInit);
    root.adoptedStyleSheets = elementStyles.map((style) =>
      style instanceof CSSStyleSheet ? style : style.styleSheet!,
    );
    this.renderOptions.creationScope = {
      importNode: (node: Node) => document.importNode(node, { customElementRegistry: registry } as never),
    } as unknown as Document;
    return root;
  }
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
