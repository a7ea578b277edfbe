import { ContextEvent, createContext } from '@lit/context';
import type { CombinedError, Operation } from '@urql/core';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Connection } from '../../data/connection.ts';
import { NO_TIME } from '../../state/time-range.ts';
import type { Unread, View } from '../../state/view.ts';
import type { Where } from '../../state/where.ts';
import type { AnyPlugin } from './contract.ts';
import type { PluginSet } from './plugin-set.ts';
import type { PluginView } from './plugin-view.ts';

/** By a name of the whole page, like the context of the provider. */
const pluginsContext = createContext<PluginScope>(Symbol.for('@api-sessions/elements/plugins/v1'));

type ScopeHost = ReactiveControllerHost & HTMLElement;
export type PluginScopeHost = ScopeHost & PluginView;

/** What an element knows of plugins: those that it was given itself, else those of the nearest element around it. */
export class PluginScope implements ReactiveController {
  private own: PluginSet | undefined;
  private offered: readonly AnyPlugin[] | undefined;
  private around: PluginScope | undefined;
  private readonly inside = new Set<PluginScope>();
  /** Their code could not be loaded. */
  private isBroken = false;

  /** @param offer what the element was given itself; undefined: nothing */
  constructor(host: PluginScopeHost, offer: () => readonly AnyPlugin[] | undefined);
  /** Of an element that is never given any. */
  constructor(host: ScopeHost);
  constructor(
    private readonly host: ScopeHost,
    private readonly offer: () => readonly AnyPlugin[] | undefined = () => undefined,
  ) {
    host.addController(this);
    host.addEventListener('context-request', (event) => this.answer(event as ContextEvent<typeof pluginsContext>));
  }

  /** The plugins that count here; undefined: none, or not yet. */
  get set(): PluginSet | undefined {
    if (this.offer()) return this.offered?.length ? this.own : undefined;
    return this.around?.set;
  }

  /** Plugins are on their way: what is asked before would be asked twice. */
  get pending(): boolean {
    const offer = this.offer();
    if (offer) return offer.length > 0 && !this.isBroken && !(this.own && this.offered);
    return this.around?.pending ?? false;
  }

  /** The text to send for a document; null: not known yet. */
  compose(document: string, connection: Connection): string | null {
    if (this.pending) return null;
    return this.set?.compose(document, connection) ?? document;
  }

  /** A composed document got no data. True: another text is to be asked. */
  refused({ query }: Operation, error: CombinedError, connection: Connection): boolean {
    return this.set?.refused(query, error, connection) ?? false;
  }

  /** Somebody asks anew: what failed before may do well now. */
  retry(connection: Connection): void {
    this.set?.retry(connection);
  }

  /** The question of a view, with what filters of plugins add to it. */
  narrow(where: Where, view: View): Where {
    if (!view.extras) return where;
    if (this.unread(view).length > 0) return { ...where, period: NO_TIME };
    return this.set?.narrow(where, view) ?? where;
  }

  /** Of the parameters of a view, those that neither we nor the plugins that are here understood. */
  unread({ unread = [], extras }: View): readonly Unread[] {
    if (!extras || this.pending) return unread;
    const { set } = this;
    const foreign = Object.entries(extras).filter(([name, text]) => !set?.understands(name, text));
    return [...unread, ...foreign.map(([name, value]) => ({ name: `x.${name}`, value }))];
  }

  hostConnected(): void {
    document.addEventListener('context-provider', this.join);
    this.join();
    if (this.own) this.host.requestUpdate();
  }

  hostDisconnected(): void {
    document.removeEventListener('context-provider', this.join);
    this.around?.inside.delete(this);
    this.around = undefined;
    // The element may only be moved within the page.
    queueMicrotask(() => {
      if (this.host.isConnected || !this.own) return;
      this.own.offer([]);
      this.offered = undefined;
    });
  }

  hostUpdate(): void {
    const offer = this.offer();
    if (offer === this.offered || !this.host.isConnected) return;
    this.offered = offer;
    if (this.own) this.own.offer(offer ?? []);
    else if (offer?.length && !this.isBroken) this.load();
  }

  private async load(): Promise<void> {
    try {
      const { PluginSet } = await import('./plugin-set.ts');
      this.own ??= new PluginSet(this.host as PluginScopeHost, () => this.changed());
      this.own.offer(this.host.isConnected ? (this.offered ?? []) : []);
    } catch (error) {
      console.warn('sessions plugins are left out:', error);
      this.isBroken = true;
    }
    this.changed();
  }

  private changed(): void {
    this.host.requestUpdate();
    for (const scope of this.inside) scope.changed();
  }

  /** Asks the elements around; a provider may come to life after the elements inside it. */
  private readonly join = (): void => {
    this.host.dispatchEvent(
      new ContextEvent(pluginsContext, this.host, (around) => {
        if (around === this.around) return;
        this.around?.inside.delete(this);
        this.around = around;
        around.inside.add(this);
        this.changed();
      }),
    );
  };

  private answer(event: ContextEvent<typeof pluginsContext>): void {
    if (event.context !== pluginsContext || event.contextTarget === this.host) return;
    event.stopPropagation();
    event.callback(this);
  }
}
