import type { LitElement } from 'lit';
import type { LocalizeController } from '../i18n/localize.ts';
import { copyText } from '../shared/copy.ts';
import { SessionsPivotEvent } from '../shared/events.ts';
import type { Pivot, PivotButton } from './pivot.ts';
import { type PivotChoice, PivotMenu } from './pivot-menu.ts';

/** The menu of the values of an element: what is chosen there becomes an event. */
export class Pivots {
  private readonly menu: PivotMenu;

  constructor(
    host: LitElement,
    private readonly localize: LocalizeController,
    private readonly say: (text: string) => void,
    private readonly chosen = (event: SessionsPivotEvent): unknown => host.dispatchEvent(event),
  ) {
    this.menu = new PivotMenu({
      root: () => host.renderRoot,
      terms: () => localize.terms,
      choose: (chosen, choice) => this.choose(chosen, choice),
    });
  }

  /** Its place in the element. */
  get template() {
    return this.menu.template;
  }

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

  private async choose({ filter, value, text }: Pivot, choice: PivotChoice): Promise<void> {
    const { terms } = this.localize;
    if (choice !== 'copy') this.chosen(new SessionsPivotEvent(filter, value, choice, text));
    else this.say((await copyText(text)) ? terms.copied : terms.list.copyFailed);
  }
}
