import type { Terms } from '../i18n/en.ts';
import { isOpen, openPopover } from '../shared/popover.ts';
import type { PivotMode } from '../state/view.ts';
import type { MenuKit } from './menu-kit.ts';
import type { Pivot, PivotButton } from './pivot.ts';

export type PivotChoice = PivotMode | 'copy' | 'all';

export interface MenuHost {
  readonly kit: MenuKit;
  /** Where all sessions with a value are shown. */
  readonly link: (pivot: Pivot) => string;
  /** Every request that is there has the value: "only" would change nothing, and "exclude" leave nothing. */
  readonly everywhere?: (pivot: Pivot) => boolean;
  readonly root: () => HTMLElement | DocumentFragment;
  readonly terms: () => Terms;
  /** True: the choice was taken over. */
  readonly choose: (pivot: Pivot, choice: PivotChoice) => unknown;
}

/** The one menu that all values share. It renders by itself: opening it does not touch the rows. */
export class PivotMenu {
  private anchor: PivotButton | undefined;
  /** The value whose menu a press of the pointer is about to close. */
  private pressed: PivotButton | undefined;

  constructor(private readonly host: MenuHost) {}

  readonly onPress = ({ target }: Event): void => {
    this.pressed = isOpen(this.popover) && this.anchor === target ? this.anchor : undefined;
  };

  open(anchor: PivotButton): void {
    const again = this.pressed === anchor;
    this.pressed = undefined;
    if (again) return;
    this.anchor = anchor;
    this.host.kit.render(this.items(anchor.pivot), this.popover);
    openPopover(this.popover, anchor);
    anchor.setAttribute('aria-expanded', 'true');
    this.buttons[0]?.focus();
  }

  private items(pivot: Pivot) {
    const { html, nothing, printable, filterOf } = this.host.kit;
    const terms = this.host.terms();
    const { filter, value } = pivot;
    const text = printable(pivot.text);
    const name = filter && terms.filterNames[filter];
    const item = (choice: PivotChoice, label: string) =>
      html`<button type="button" role="menuitem" class="item" tabindex="-1" title=${text} @click=${() => this.choose(pivot, choice)}>${label}</button>`;
    const link = (label: string, target: '_blank' | typeof nothing) =>
      html`<a role="menuitem" class="item" tabindex="-1" title=${text} href=${this.host.link(pivot)} target=${target}
        @click=${(event: MouseEvent) => this.follow(event, pivot)}>${label}</a>`;
    const choosable = filter !== null && !this.host.everywhere?.(pivot);
    return html`
      ${name === null ? nothing : html`<div class="heading muted">${name}</div>`}
      <div role="menu" aria-label=${name === null ? text : terms.filterIs(name, text)}>
        ${choosable ? item('only', terms.onlyThis(text)) : nothing}
        ${choosable && filterOf(filter).excludable ? item('not', terms.excludeThis(text)) : nothing}
        ${
          // "No value" alone would be nearly all sessions.
          filter === null || value === null
            ? nothing
            : [link(terms.allWithThis(text), nothing), link(terms.allInNewTab, '_blank')]
        }
        ${item('copy', terms.copyThis(text))}
      </div>
    `;
  }

  /** A new tab, or a click that asks for one, is the browser's business. */
  private follow(event: MouseEvent, pivot: Pivot): void {
    const elsewhere = (event.currentTarget as HTMLAnchorElement).target !== '' || event.ctrlKey || event.metaKey;
    if (elsewhere || event.shiftKey || event.altKey) {
      this.close();
      return;
    }
    // Whoever shows sessions here does so without a new page; else the link is followed.
    if (this.host.choose(pivot, 'all') === true) event.preventDefault();
    this.close();
  }

  private choose(pivot: Pivot, choice: PivotChoice): void {
    this.close();
    this.host.choose(pivot, choice);
  }

  /** The focus goes back to the value. */
  private close(): void {
    this.anchor?.focus();
    this.popover.hidePopover();
  }

  readonly onToggle = (event: ToggleEvent): void => {
    if (event.newState === 'closed') this.anchor?.removeAttribute('aria-expanded');
  };

  onKeyDown(event: KeyboardEvent): void {
    const { buttons } = this;
    const at = buttons.indexOf(event.target as HTMLElement);
    const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    if (event.key in to) {
      event.preventDefault();
      buttons.at(to[event.key]! % buttons.length)?.focus();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      // A dialog of the host around the list stays open.
      event.stopPropagation();
      this.close();
    } else if (event.key === 'Tab') {
      // Tab leaves from the value, as if there were no menu.
      this.close();
    }
  }

  private get popover(): HTMLElement {
    return this.host.root().querySelector<HTMLElement>('.menu')!;
  }

  private get buttons(): HTMLElement[] {
    return [...this.popover.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }
}
