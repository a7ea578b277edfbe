import { LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { BaseElement } from '../shared/base-element.ts';
import { SessionsPluginErrorEvent } from '../shared/plugin-events.ts';
import { safeHref } from '../shared/safe-href.ts';
import type { AnyPlugin } from './core/contract.ts';
import { PluginOfferEvent } from './core/plugin-offer.ts';

// Types of its members and events, for who imports it alone.
export type { SessionsPluginErrorEvent } from '../shared/plugin-events.ts';

/**
 * A plugin from a module, for pages that are written without code: child of a `<sessions-provider>`. The module's default
 * export is the plugin, or a function that makes it. Taken out of the page, the plugin goes too.
 *
 * @tag sessions-plugin
 * @fires {SessionsPluginErrorEvent} sessions-plugin-error - The module could not be loaded.
 */
export class SessionsPluginElement extends LitElement {
  static readonly tag = 'sessions-plugin';
  static readonly version = BaseElement.version;
  static readonly dependencies = [];
  /** Registers the element, by a name of your choice. */
  static readonly define = BaseElement.define;

  /** Address of the module. */
  @property() src = '';

  private stay: AbortController | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stay?.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('src')) this.start();
  }

  /** It shows nothing. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  private async start(): Promise<void> {
    this.stay?.abort();
    const stay = new AbortController();
    this.stay = stay;
    const src = this.src;
    if (!src) return;
    try {
      const plugin = await load(src);
      if (!stay.signal.aborted) this.offer(plugin, stay.signal);
    } catch (error) {
      if (stay.signal.aborted) return;
      console.warn(`<sessions-plugin src="${src}"> is left out:`, error);
      this.dispatchEvent(new SessionsPluginErrorEvent('', 'src', error));
    }
  }

  private offer(plugin: AnyPlugin, signal: AbortSignal): void {
    const offer = () => this.dispatchEvent(new PluginOfferEvent(plugin, signal));
    offer();
    // The provider around it may come to life later, and hear of it then.
    document.addEventListener('context-provider', offer, { signal });
  }
}

async function load(src: string): Promise<AnyPlugin> {
  const address = safeHref(src, document.baseURI);
  if (address === undefined) throw new Error('src must be the address of a module');
  const module = await import(/* @vite-ignore */ new URL(address, document.baseURI).href);
  const plugin: unknown = module.default;
  return (typeof plugin === 'function' ? plugin() : plugin) as AnyPlugin;
}

declare global {
  interface HTMLElementTagNameMap {
    'sessions-plugin': SessionsPluginElement;
  }
}
