import { SessionsPivotEvent, type SessionsTimeChangeEvent } from '../shared/events.ts';
import type { ValueNames } from '../shared/value-names.ts';
import {
  applyGeneral,
  EXPLORE_FILTERS,
  showAll,
  withLocalValue,
  withOnlyLocal,
  withoutTime,
  withoutUnreadParts,
} from '../state/detail-filters.ts';
import { withoutGroup } from '../state/group-list.ts';
import type { GroupName } from '../state/groups.ts';
import { type Chip, conditionOf, type View, withoutValue } from '../state/view.ts';
import type { InsideFilters } from './inside-filters.ts';

interface Host extends EventTarget {
  /** The general filters. */
  readonly view: View;
  readonly now?: number;
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/** What somebody does to the filters of an open session, each step of which is told to the host. */
export class FilterChanges {
  constructor(
    private readonly host: Host,
    private readonly filters: InsideFilters,
    private readonly names: ValueNames,
  ) {}

  readonly apply = (): void => this.change(applyGeneral(this.inForce, this.host.view, this.host.now ?? Date.now()));
  readonly showAll = (): void => this.change(showAll(this.inForce));
  readonly dropUnread = (): void => this.change(withoutUnreadParts(this.inForce));
  readonly removeTime = (): void => this.change(withoutTime(this.inForce));
  readonly removeLocal = ({ id, value }: Chip): void => this.change(withLocalValue(this.inForce, id, value, 'remove'));

  /** The chip of an explore link is one with that of the general filters: whoever owns those takes it away in both places. */
  readonly removeInherited = ({ id, value, mode }: Chip): void => {
    const isOneWithGeneral =
      mode === 'only' && EXPLORE_FILTERS.includes(id) && conditionOf(this.host.view, id).only.includes(value);
    if (isOneWithGeneral && !this.host.dispatchEvent(new SessionsPivotEvent(id, value, 'remove'))) this.keepFocus();
    else this.change({ ...this.inForce, inherited: withoutValue(this.inForce.inherited, id, value, mode) });
  };

  readonly removeGroup = (name: GroupName): void =>
    this.change({ ...this.inForce, inherited: withoutGroup(this.inForce.inherited, name) });

  /** Values inside the session filter its requests, not the list. */
  readonly pivoted = (event: SessionsPivotEvent): void => {
    const { filter, value, action, text } = event;
    // It leads out of the session: whoever is around shows it.
    if (action === 'all') return;
    event.stopPropagation();
    if (value !== null && text !== undefined) this.names.remember(filter, [{ key: value, label: text, count: 0 }]);
    const fromStatistics = event.target instanceof Element && event.target.matches('.statistics');
    // The statistics show several values as chosen; the menu of a single one says "only".
    const replaces = action === 'only' && !fromStatistics;
    this.change(
      replaces ? withOnlyLocal(this.inForce, filter, value) : withLocalValue(this.inForce, filter, value, action),
    );
  };

  /** Back from the first choice, the time counts again that the session was opened under. */
  readonly timeChosen = (event: SessionsTimeChangeEvent): void => {
    event.stopPropagation();
    this.change({ ...this.inForce, localTime: event.span && { kind: 'between', ...event.span } });
  };

  /** @param mark id of a request to mark beside it */
  change(filters: InsideFilters['inForce'], mark?: string): void {
    this.keepFocus();
    this.filters.change(filters, mark);
  }

  private get inForce() {
    return this.filters.inForce;
  }

  /** What was pressed may be gone afterwards: the focus must not start over at the top of the page. */
  private keepFocus(): void {
    const root = this.host.renderRoot as ShadowRoot;
    const hadFocus = root.activeElement !== null;
    // After the updates of this element and of the one around it.
    setTimeout(() => {
      if (!hadFocus || root.activeElement !== null) return;
      const next = root.querySelector<HTMLElement>('.filters button') ?? root.querySelector('h2');
      next?.focus();
    });
  }
}
