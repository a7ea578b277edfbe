import { html, nothing, render } from 'lit';
import type { Terms } from '../i18n/en.ts';
import { isOpen, openPopover } from '../shared/popover.ts';
import { printable } from '../shared/printable.ts';
import { filterOf } from '../state/filter-fields.ts';
import type { PivotMode } from '../state/view.ts';
import type { Pivot, PivotButton } from './pivot.ts';

export type PivotChoice = PivotMode | 'copy';

export interface MenuHost {
  readonly root: () => HTMLElement | DocumentFragment;
  readonly terms: () => Terms;
  readonly choose: (pivot: Pivot, choice: PivotChoice) => void;
}

/** The one menu that all values share. It renders by itself: opening it does not touch the rows. */
export class PivotMenu {
  private anchor: PivotButton | undefined;
  /** The value whose menu a press of the pointer is about to close. */
  private pressed: PivotButton | undefined;

  constructor(private readonly host: MenuHost) {}

  /** Its place in the element: a popover is closed by a click elsewhere and by Escape. */
  readonly template = html`<div class="menu" popover="auto" @keydown=${(event: KeyboardEvent) => this.onKeyDown(event)}
    @toggle=${(event: ToggleEvent) => this.onToggle(event)}></div>`;

  readonly onPress = ({ target }: Event): void => {
    this.pressed = isOpen(this.popover) && this.anchor === target ? this.anchor : undefined;
  };

  open(anchor: PivotButton): void {
    const again = this.pressed === anchor;
    this.pressed = undefined;
    if (again) return;
    this.anchor = anchor;
    render(this.items(anchor.pivot), this.popover);
    openPopover(this.popover, anchor);
    anchor.setAttribute('aria-expanded', 'true');
    this.buttons[0]?.focus();
  }

  private items(pivot: Pivot) {
    const terms = this.host.terms();
    const definition = filterOf(pivot.filter);
    const text = printable(pivot.text);
    const name = terms.filterNames[pivot.filter];
    const item = (choice: PivotChoice, label: string) =>
      html`<button type="button" role="menuitem" class="item" tabindex="-1" title=${text} @click=${() => this.choose(pivot, choice)}>${label}</button>`;
    return html`
      <div class="heading muted">${name}</div>
      <div role="menu" aria-label=${terms.filterIs(name, text)}>
        ${item('only', terms.onlyThis(text))}
        ${definition.excludable ? item('not', terms.excludeThis(text)) : nothing}
        ${item('copy', terms.copyThis(text))}
      </div>
    `;
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

  private onToggle(event: ToggleEvent): void {
    if (event.newState === 'closed') this.anchor?.removeAttribute('aria-expanded');
  }

  private onKeyDown(event: KeyboardEvent): void {
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
