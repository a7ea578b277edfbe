import { html } from 'lit';
import { MENU_KIT } from '../pivots/menu-kit.ts';
import type { PivotButton } from '../pivots/pivot.ts';
import type { MenuHost, PivotMenu } from '../pivots/pivot-menu.ts';
import type { ListDownload, ListDownloadHost } from './list-download.ts';

type Parts = typeof import('./menus.ts');

/** The menus of a list: the code of them is read when there is something to press, or somebody is quicker than that. */
export class ListMenus {
  /** Undefined: not read yet. */
  parts: Parts | undefined;
  private values: PivotMenu | undefined;
  /** The way out of the whole list: undefined until it is read. */
  download: ListDownload | undefined;
  private reading: Promise<Parts> | undefined;

  constructor(
    private readonly host: ListDownloadHost,
    private readonly menuHost: Omit<MenuHost, 'kit'>,
  ) {}

  /** The place of the menu of values. */
  readonly template =
    html`<div class="menu" popover="auto" @keydown=${(event: KeyboardEvent) => this.values?.onKeyDown(event)}
    @toggle=${(event: ToggleEvent) => this.values?.onToggle(event)}></div>`;

  /** Reads them; what could not be read is asked for again by the next press. */
  readonly load = async (): Promise<boolean> => {
    if (this.parts) return true;
    this.reading ??= import('./menus.ts');
    try {
      this.parts = await this.reading;
      this.parts.adoptMenuStyles(this.host.renderRoot);
      this.values = new this.parts.PivotMenu({ kit: MENU_KIT, ...this.menuHost });
      this.host.requestUpdate();
      // No press waits for it, and a list without it is what it is.
      import('./list-download.ts').then(
        ({ ListDownload }) => {
          this.download ??= new ListDownload(this.host);
        },
        () => {},
      );
    } catch {
      this.reading = undefined;
    }
    return this.parts !== undefined;
  };

  readonly onPress = (event: Event): void => this.values?.onPress(event);

  open(anchor: PivotButton): void {
    if (this.values) this.values.open(anchor);
    else this.load().then((read) => read && anchor.isConnected && this.values!.open(anchor));
  }
}
