import { html } from 'lit';
import type { LocalizeController } from '../i18n/localize.ts';
import { copyText } from '../shared/copy.ts';
import type { SessionsElement } from '../shared/element.ts';
import { SessionsPivotEvent } from '../shared/events.ts';
import { sessionsLink } from '../state/link.ts';
import { onlyThis } from '../state/view.ts';
import { textOf } from '../state/view-text.ts';
import { MENU_KIT } from './menu-kit.ts';
import type { Pivot, PivotButton } from './pivot.ts';
import { type PivotChoice, PivotMenu } from './pivot-menu.ts';

/** The menu of the values of an element: what is chosen there becomes an event. */
export class Pivots {
  private readonly menu: PivotMenu;

  constructor(
    private readonly host: SessionsElement,
    private readonly localize: LocalizeController,
    private readonly say: (text: string) => void,
    private readonly chosen = (event: SessionsPivotEvent): unknown => host.dispatchEvent(event),
    everywhere?: (pivot: Pivot) => boolean,
  ) {
    this.menu = new PivotMenu({
      kit: MENU_KIT,
      root: () => host.renderRoot,
      terms: () => localize.terms,
      everywhere,
      link: (pivot) => linkToAll(host, pivot),
      choose: (chosen, choice) => this.choose(chosen, choice),
    });
  }

  /** Its place in the element. */
  readonly template =
    html`<div class="menu" popover="auto" @keydown=${(event: KeyboardEvent) => this.menu.onKeyDown(event)}
    @toggle=${(event: ToggleEvent) => this.menu.onToggle(event)}></div>`;

  readonly onPress = (event: Event): void => this.menu.onPress(event);

  readonly onClick = (event: Event): void => {
    const value = (event.target as HTMLElement).closest<PivotButton>('.value');
    if (value) this.menu.open(value);
  };

  readonly onKeyDown = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const wantsMenu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    if (!wantsMenu || !target.matches('.value')) return;
    event.preventDefault();
    this.menu.open(target as PivotButton);
  };

  /** True: the choice was taken over by somebody around. */
  private choose({ filter, value, text }: Pivot, choice: PivotChoice): boolean {
    if (choice === 'copy') this.copy(text);
    // Out of this session: whoever is inside has nothing to do with it.
    else if (choice === 'all') return !this.host.dispatchEvent(new SessionsPivotEvent(filter!, value, choice, text));
    else this.chosen(new SessionsPivotEvent(filter!, value, choice, text));
    return true;
  }

  private async copy(text: string): Promise<void> {
    const { terms } = this.localize;
    this.say((await copyText(text)) ? terms.copied : terms.list.copyFailed);
  }
}

/** To all sessions with a value, on the page with the explorer. */
function linkToAll({ explorerPage, linkKey }: SessionsElement, { filter, value }: Pivot): string {
  return sessionsLink({ params: textOf(onlyThis(filter!, value)) }, explorerPage, linkKey);
}
