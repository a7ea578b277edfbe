import { html, type TemplateResult } from 'lit';
import type { FilterOptionsQuery } from '../data/documents.generated.ts';
import { UNITS, type Unit, withinParts } from '../shared/group-text.ts';
import { FILTERS } from '../state/filter-fields.ts';
import { type Group, type GroupName, parseWithin } from '../state/groups.ts';
import { NO_CONDITION, type View, withGroup } from '../state/view.ts';
import type { FilterBar, GroupMenuId, Menu, MenuId } from './menu.ts';
import { problemText } from './menu-parts.ts';

const groupOf = (bar: FilterBar, name: GroupName): Group => bar.view.groups?.[name] ?? { conditions: {} };

/** The bar as the menus of one group see it: the conditions of that one request are all that there are. */
export function groupBar(bar: FilterBar, name: GroupName): FilterBar {
  const own = {
    ofGroup: true,
    get view(): View {
      return { ...NO_CONDITION, time: bar.view.time, conditions: groupOf(bar, name).conditions };
    },
    get offered() {
      return FILTERS.filter(({ of }) => of === 'request');
    },
    apply: ({ conditions }: View) => bar.apply(withGroup(bar.view, name, { ...groupOf(bar, name), conditions })),
    openMenu: (id: MenuId) => bar.openMenu(`${name}/${id}` as GroupMenuId),
  };
  return new Proxy(bar, {
    get(target, key) {
      if (key in own) return own[key as keyof typeof own];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** A menu of the bar, for the conditions of one group. It opens at the button that adds to the group. */
export class GroupMenu implements Menu {
  readonly anchor: MenuId;

  constructor(
    readonly id: GroupMenuId,
    private readonly inner: Menu,
    readonly title: string,
    name: GroupName,
  ) {
    this.anchor = `${name}/more`;
  }

  get look() {
    return this.inner.id;
  }

  get first() {
    return this.inner.first;
  }

  render(): TemplateResult {
    return this.inner.render();
  }

  question() {
    return this.inner.question?.() ?? null;
  }

  answered(data: FilterOptionsQuery): void {
    this.inner.answered?.(data);
  }

  closed(): void {
    this.inner.closed?.();
  }
}

/** How soon the request of a group must follow. */
export class WithinMenu implements Menu {
  readonly first = 'input';
  readonly look = 'within';
  private problem = '';

  constructor(
    readonly id: GroupMenuId,
    private readonly bar: FilterBar,
    private readonly name: GroupName,
  ) {}

  get title() {
    return this.bar.words.within;
  }

  render(): TemplateResult {
    const { words } = this.bar;
    const { withinMs } = groupOf(this.bar, this.name);
    const [amount, unit] = withinMs === undefined ? ['', 's'] : withinParts(withinMs);
    return html`<form class="form" novalidate @submit=${this.submitted}>
      <strong>${words.within}</strong>
      <div class="ends">
        <input name="amount" type="number" min="0" step="any" aria-label=${words.within} aria-describedby="hint" .value=${String(amount)} />
        <select name="unit" aria-label=${words.unit}>
          ${UNITS.map((each) => html`<option value=${each} ?selected=${each === unit}>${words.withinUnits[each]}</option>`)}
        </select>
      </div>
      <p class="muted" id="hint">${words.withinHint}</p>
      ${problemText(this.problem)}
      <button class="button primary">${words.apply}</button>
    </form>`;
  }

  private readonly submitted = (event: SubmitEvent) => {
    event.preventDefault();
    const { bar, name } = this;
    const { elements } = event.target as HTMLFormElement;
    const amount = elements.namedItem('amount') as HTMLInputElement;
    const unit = (elements.namedItem('unit') as HTMLSelectElement).value as Unit;
    const isEmpty = amount.value === '' && !amount.validity.badInput;
    const withinMs = isEmpty ? undefined : toMs(amount.valueAsNumber, unit);
    if (!isEmpty && withinMs === undefined) {
      this.problem = bar.words.withinWrong;
      bar.requestUpdate();
      return;
    }
    const { conditions } = groupOf(bar, name);
    bar.apply(withGroup(bar.view, name, { conditions, ...(withinMs !== undefined && { withinMs }) }));
    bar.closeMenu();
  };
}

const MS: Record<Unit, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Undefined: no length of time that a link can say. */
function toMs(amount: number, unit: Unit): number | undefined {
  const ms = Math.round(amount * MS[unit]);
  return ms >= 0 ? parseWithin(`${(ms / 1000).toFixed(3)}s`) : undefined;
}
