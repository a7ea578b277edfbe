import type { LocalizeController } from '../i18n/localize.ts';
import { copyText } from '../shared/copy.ts';
import { exactNumber } from '../shared/format.ts';
import { printable } from '../shared/printable.ts';
import { DEFAULT_ORDER, type OrderText, orderField, parseOrder } from '../state/session-order.ts';
import type { ColumnChoice } from './column-choice.ts';
import type { ListData } from './list-data.ts';

interface ListHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** As the host of the list wrote it. */
  readonly order: OrderText;
}

const MOST_TOLD = 5;
const MOST_CHARACTERS = 80;

/** What a list says: in its live region, in the console, beside its buttons. */
export class ListMessages {
  private newerSaid = false;
  private warned = '';

  constructor(
    private readonly host: ListHost,
    private readonly localize: LocalizeController,
    private readonly data: Pick<ListData, 'live'>,
    private readonly choice: Pick<ColumnChoice, 'unknown'>,
  ) {}

  say(text: string): void {
    const status = this.host.renderRoot.querySelector('.frame > [role=status]');
    if (status) status.textContent = text;
  }

  /** A page has arrived. */
  sayShown(count: number, order: OrderText): void {
    if (this.data.live?.quiet) return;
    const { terms, locale } = this.localize;
    const { name, descending } = orderField(order);
    const sessions = terms.sessions({ short: exactNumber(count, locale), value: count });
    this.say(terms.list.shown(sessions, terms.list.orders[name][descending ? 0 : 1]!));
  }

  async copy(text: string): Promise<void> {
    const { terms } = this.localize;
    const done = await copyText(text);
    this.say(done ? terms.copied : terms.list.copyFailed);
    const mark = this.host.renderRoot.querySelector('.copied');
    if (done) mark?.animate([{ opacity: 1 }, { opacity: 1, offset: 0.8 }, { opacity: 0 }], 2000);
  }

  /** Of the attributes, what decides how it is listed, and was not understood; '': nothing. */
  get ignored(): string {
    const { order } = this.host;
    const unknown = [
      ...(parseOrder(order || DEFAULT_ORDER) ? [] : [`order=${order}`]),
      ...this.choice.unknown.map((name) => `columns=${name}`),
    ];
    const parts = unknown.slice(0, MOST_TOLD).map((part) => printable(part).slice(0, MOST_CHARACTERS));
    return parts.length > 0 ? this.localize.terms.ignoredInLink(parts.join(', ')) : '';
  }

  get newer(): string | undefined {
    return this.data.live?.notice;
  }

  /** After an update: what is new in it is said once. */
  updated(): void {
    const { newer, ignored } = this;
    // Taken off its page, its plugins go before it: their columns are none that somebody wrote wrong.
    const isShown = this.host.renderRoot.isConnected;
    if (isShown && ignored && ignored !== this.warned) console.warn(`session-list: ${ignored}`);
    this.warned = ignored;
    if (newer && !this.newerSaid) this.say(newer);
    this.newerSaid = newer !== undefined;
  }
}
