import { html, noChange, render } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { type ChildPart, directive, type ElementPart, type PartInfo, PartType } from 'lit/directive.js';
import type { Terms } from '../../i18n/en.ts';
import type { PluginHost, Renderable } from './contract.ts';
import type { Contributed, Contributions } from './contributions.ts';
import { atOnce } from './guard.ts';
import { hostOf } from './plugin-host.ts';
import type { PluginView } from './plugin-view.ts';

interface Drawn {
  load?(): Promise<unknown>;
}

export interface SlotContent {
  readonly set: Contributions;
  readonly contributed: Contributed<object>;
  readonly view: PluginView;
  readonly terms: Terms;
  readonly draw: (host: PluginHost) => Renderable;
}

/** Code of panels that has been loaded, or is on its way. */
const loads = new WeakMap<Drawn, Promise<unknown>>();

/**
 * A place of a plugin in an element of ours, `<session-plugin-slot>`: drawn apart from the element, so that what throws
 * there stops nothing here. It tries again each time the element is drawn.
 */
class PluginSlot extends AsyncDirective {
  private readonly element = document.createElement('session-plugin-slot');
  private content: SlotContent | undefined;
  private host: PluginHost | undefined;
  private end = new AbortController();
  private box: HTMLElement | undefined;
  private loading: 'not yet' | 'under way' | 'done' | 'failed' = 'not yet';
  private isDue = false;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.CHILD) throw new Error('a slot of a plugin is content of an element');
  }

  render(_content: SlotContent): unknown {
    return noChange;
  }

  override update(_part: ChildPart | ElementPart, [content]: [SlotContent]): unknown {
    if (this.content?.contributed !== content.contributed) {
      this.restart();
      this.content = content;
    }
    this.content = content;
    this.schedule();
    return this.element;
  }

  protected override disconnected(): void {
    this.end.abort();
    this.host = undefined;
  }

  protected override reconnected(): void {
    this.end = new AbortController();
    this.schedule();
  }

  /** The place is another plugin's now. */
  private restart(): void {
    this.end.abort();
    this.end = new AbortController();
    this.host = undefined;
    this.loading = 'not yet';
    this.clear();
  }

  private schedule(): void {
    if (this.isDue) return;
    this.isDue = true;
    queueMicrotask(() => {
      this.isDue = false;
      if (this.isConnected) this.draw();
    });
  }

  private draw(): void {
    const { set, contributed, view, terms, draw } = this.content!;
    const { signal } = contributed;
    const item: Drawn = contributed.item;
    if (item.load && this.loading !== 'done') {
      if (this.loading !== 'not yet') return;
      this.loading = 'under way';
      this.show(html`<p class="muted" aria-busy="true">${terms.loading}</p>`);
      this.load(item, this.content!);
      return;
    }
    this.host ??= hostOf(view, AbortSignal.any([signal, this.end.signal]));
    const { host } = this;
    try {
      this.show(atOnce(draw(host)));
    } catch (error) {
      this.failed(error, set, contributed, terms);
    }
  }

  private async load(item: Drawn, { set, contributed, terms }: SlotContent): Promise<void> {
    try {
      const load = loads.get(item) ?? Promise.resolve(item.load!());
      loads.set(item, load);
      await load;
      if (this.content?.contributed !== contributed) return;
      this.loading = 'done';
      if (this.isConnected) this.schedule();
    } catch (error) {
      if (this.content?.contributed !== contributed) return;
      this.loading = 'failed';
      // The next one tries again.
      loads.delete(item);
      this.failed(error, set, contributed, terms);
    }
  }

  private failed(error: unknown, set: Contributions, { plugin, point }: Contributed<unknown>, terms: Terms): void {
    set.report(plugin.id, point, error);
    // What was drawn halfway cannot be drawn upon.
    this.clear();
    this.show(html`<p class="muted">${terms.pluginUnavailable}</p>`);
    this.box!.dataset.failed = '';
  }

  private show(content: unknown): void {
    if (this.box?.dataset.failed !== undefined) this.clear();
    if (!this.box) {
      this.box = document.createElement('div');
      this.element.replaceChildren(this.box);
    }
    render(content, this.box);
  }

  private clear(): void {
    this.box = undefined;
    this.element.replaceChildren();
  }
}

export const pluginSlot = directive(PluginSlot);
