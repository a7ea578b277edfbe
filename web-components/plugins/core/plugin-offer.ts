import type { AnyPlugin } from './contract.ts';

const OFFER = 'sessions-plugin-offer';

/** A plugin of the page's markup, for the provider around it; until its signal aborts. */
export class PluginOfferEvent extends Event {
  constructor(
    readonly plugin: AnyPlugin,
    readonly signal: AbortSignal,
  ) {
    super(OFFER, { bubbles: true, composed: true });
  }
}

/** The plugins that are offered inside a provider, in the order in which they came. */
export class PluginOffers {
  private plugins: readonly AnyPlugin[] = [];

  constructor(
    provider: EventTarget,
    private readonly changed: () => void,
  ) {
    provider.addEventListener(OFFER, (event) => this.take(event as PluginOfferEvent));
  }

  get all(): readonly AnyPlugin[] {
    return this.plugins;
  }

  private take(event: PluginOfferEvent): void {
    event.stopPropagation();
    const { plugin, signal } = event;
    if (this.plugins.includes(plugin)) return;
    this.plugins = [...this.plugins, plugin];
    this.changed();
    signal.addEventListener('abort', () => {
      this.plugins = this.plugins.filter((other) => other !== plugin);
      this.changed();
    });
  }
}
