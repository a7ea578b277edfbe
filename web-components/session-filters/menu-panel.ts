import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { isOpen, placePopover } from '../shared/popover.ts';
import type { FilterId } from '../state/filter-fields.ts';
import type { FilterBar, Menu, MenuId } from './menu.ts';

interface PanelHost extends FilterBar, ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/** The one popover of a bar: opens below the pill of its menu, one menu at a time. */
export class MenuPanel implements ReactiveController {
  menu: Menu | undefined;
  /** The menu that the pointer goes down on: by the time of the click it may have closed itself. */
  private pressed: string | undefined;

  constructor(private readonly host: PanelHost) {
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('resize', this.place);
    addEventListener('scroll', this.place, { capture: true, passive: true });
  }

  hostDisconnected(): void {
    removeEventListener('resize', this.place);
    removeEventListener('scroll', this.place, { capture: true });
    this.closed();
  }

  hostUpdated(): void {
    this.place();
  }

  async open(id: MenuId): Promise<void> {
    this.close();
    const { menuOf } = await import('./menus.ts');
    this.close();
    this.closed();
    const menu = menuOf(this.host, id);
    this.menu = menu;
    this.host.requestUpdate();
    await this.host.updateComplete;
    const { panel, pill } = this;
    // Another one was asked for meanwhile, or the element is gone.
    if (this.menu !== menu) return;
    if (!panel?.isConnected || !pill) return this.closed();
    pill.focus();
    // With the pill as its source, Tab goes from the pill into the menu and on to the next pill.
    panel.showPopover({ source: pill });
    this.place();
    this.find(menu.first)?.focus();
  }

  close(): void {
    if (isOpen(this.panel)) this.panel?.hidePopover();
  }

  find(selector: string): HTMLElement | null {
    return this.panel?.querySelector<HTMLElement>(selector) ?? null;
  }

  /** A press on the bar, and the click that may come of it. */
  readonly pointed = () => {
    this.pressed = this.menu?.anchor ?? this.menu?.id;
  };

  readonly clicked = (event: Event) => {
    const pill = (event.target as Element).closest<HTMLElement>('[data-menu]');
    if (!pill) return;
    const id = pill.dataset.menu as MenuId;
    const wasOpen = [this.pressed, this.menu?.id, this.menu?.anchor].includes(id);
    this.pressed = undefined;
    if (wasOpen) this.close();
    else this.host.openMenu(id);
  };

  render(): TemplateResult {
    const { words, terms } = this.host;
    const id = this.menu?.id;
    const name =
      id === 'time'
        ? words.time
        : id === 'more'
          ? words.more
          : id && (this.menu?.title ?? terms.filterNames[id as FilterId]);
    // Takes the focus itself: a press on a text in it would else give that to an ancestor in the page, and so leave the menu.
    return html`<div
      id="menu"
      part="menu"
      popover="auto"
      role="dialog"
      tabindex="-1"
      class="menu ${this.menu?.look ?? id ?? ''}"
      aria-label=${name ?? nothing}
      @beforetoggle=${this.toggled}
      @keydown=${this.keyed}
      @focusout=${this.left}
    >
      ${repeat(
        this.menu ? [this.menu] : [],
        (menu) => menu,
        (menu) => menu.render(),
      )}
    </div>`;
  }

  private get panel(): HTMLElement | null {
    return this.host.renderRoot?.querySelector('#menu');
  }

  /** The button of the open menu. */
  private get pill(): HTMLElement | null {
    return this.menu ? this.host.renderRoot.querySelector(`[data-menu="${this.menu.anchor ?? this.menu.id}"]`) : null;
  }

  private readonly place = () => {
    const { panel, pill } = this;
    if (panel && pill && isOpen(panel)) placePopover(panel, pill);
  };

  private readonly toggled = (event: ToggleEvent) => {
    if (event.newState === 'closed') this.closed();
  };

  private closed(): void {
    this.menu?.closed?.();
    this.menu = undefined;
    this.host.requestUpdate();
  }

  /** Neither the host's shortcuts nor an element around this one are meant by what is typed in a menu. */
  private readonly keyed = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      const { pill } = this;
      this.close();
      pill?.focus();
    }
    event.stopPropagation();
  };

  private readonly left = (event: FocusEvent) => {
    const to = event.relatedTarget as Node | null;
    if (to && !this.panel?.contains(to)) this.close();
  };
}
