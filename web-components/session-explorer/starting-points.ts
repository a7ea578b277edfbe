import { html, nothing } from 'lit';
import { SessionCountDocument } from '../data/documents.generated.ts';
import { QueryController, type QueryHost } from '../data/query-controller.ts';
import { LanguageController, type LanguageHost } from '../i18n/language.ts';
import { STARTS } from '../i18n/starts.ts';
import type { PluginScope } from '../plugins/core/plugin-scope.ts';
import { shortNumber } from '../shared/format.ts';
import { DEFAULT_ORDER, type OrderText } from '../state/session-order.ts';
import {
  conditionOf,
  sameView,
  type View,
  withCondition,
  withOnly,
  withoutConditions,
  withTime,
} from '../state/view.ts';
import { toWhere } from '../state/where.ts';

/** Filters and order of a list. */
interface Look {
  readonly view: View;
  readonly order: OrderText;
}

export interface StartsHost extends QueryHost, LanguageHost {
  readonly pluginScope: PluginScope;
  readonly effectiveTimeZone: string;
}

type StartId = 'riskiest' | 'letThrough' | 'sinceYesterday' | 'slow';

/** Sessions of more than one request: what is left when the noise of scanners and monitors is hidden. */
const NOT_SINGLE = '2..';

/** What each of them asks, of the time that is chosen unless it is about one. */
const STARTS_AT: Readonly<Record<StartId, (plain: View) => Look>> = {
  riskiest: (view) => ({ view, order: '-risk' }),
  letThrough: (view) => ({
    view: withOnly(withOnly(withOnly(view, 'malicious', 'yes'), 'blocked', 'no'), 'code', '2xx'),
    order: DEFAULT_ORDER,
  }),
  sinceYesterday: (view) => ({
    view: withTime(view, { kind: 'last', amount: 1, unit: 'd' }),
    order: '-started',
  }),
  slow: (view) => ({ view: withOnly(view, 'deviation', 'DURATION'), order: DEFAULT_ORDER }),
};

/** Where to start: the lists that need attention, one press each, and a switch for sessions of a single request. */
export class StartingPoints {
  private readonly language: LanguageController<typeof STARTS.english>;
  private readonly singles: QueryController<
    { sessions?: { totalCount?: Count | null } | null },
    Record<string, unknown>
  >;

  constructor(
    private readonly host: StartsHost,
    private readonly look: () => Look & { readonly now: number; readonly locale: string; readonly open: string | null },
    private readonly choose: (look: Look) => void,
  ) {
    this.language = new LanguageController(host, STARTS);
    this.singles = new QueryController(host, () =>
      this.look().open === null && this.offersSwitch
        ? { query: SessionCountDocument as never, variables: this.whereOfSingles as never }
        : null,
    );
  }

  render() {
    const { terms } = this.language;
    const { view, order } = this.look();
    const plain = this.keepingSwitch(withoutConditions(view));
    const buttons = (Object.keys(STARTS_AT) as StartId[]).map((id) => {
      const start = STARTS_AT[id](plain);
      const isOn = sameView(start.view, view) && start.order === order;
      const [name, hint] = terms[id];
      // Pressed again, it is the list as it was without it.
      const next = isOn ? { view: plain, order: DEFAULT_ORDER } : start;
      return html`<button type="button" class="button quiet start" aria-pressed=${isOn} title=${hint} @click=${() => this.choose(next)}>${name}</button>`;
    });
    return html`<div role="group" aria-label=${terms.label}><span class="muted">${terms.label}</span>${buttons}</div>
      ${this.offersSwitch ? this.renderSwitch() : nothing}`;
  }

  private renderSwitch() {
    const { terms } = this.language;
    const { view, order, locale } = this.look();
    const { isHiding } = this;
    const count = this.singles.loading ? undefined : this.singles.data?.sessions?.totalCount;
    if (count?.value === 0 && !isHiding) return nothing;
    const text = count ? `${shortNumber(count.value, locale)}${count.exact ? '' : '+'}` : '';
    const toggled = withCondition(view, 'requests', { only: isHiding ? [] : [NOT_SINGLE], not: [] });
    return html`<label class="noise" title=${terms.singlesHint}>
      <input type="checkbox" role="switch" .checked=${isHiding} @change=${() => this.choose({ view: toggled, order })} />
      ${terms.hideSingles({ short: text, value: count?.value ?? 2 })}
    </label>`;
  }

  private get isHiding(): boolean {
    return conditionOf(this.look().view, 'requests').only[0] === NOT_SINGLE;
  }

  /** Another wish about the number of requests is the reader's own. */
  private get offersSwitch(): boolean {
    return this.isHiding || conditionOf(this.look().view, 'requests').only.length === 0;
  }

  private keepingSwitch(view: View): View {
    return this.isHiding ? withOnly(view, 'requests', NOT_SINGLE) : view;
  }

  private get whereOfSingles() {
    const { pluginScope, effectiveTimeZone } = this.host;
    const { view, now } = this.look();
    const others = withCondition(view, 'requests', { only: [], not: [] });
    const { filter, ...where } = pluginScope.narrow(toWhere(others, now, effectiveTimeZone), others);
    return { ...where, filter: { ...filter, requestCount: { lte: 1 } } };
  }
}

interface Count {
  readonly value: number;
  readonly exact: boolean;
}
