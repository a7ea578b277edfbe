import type { ReactiveController } from 'lit';
import type { PluginScope } from '../plugins/core/plugin-scope.ts';
import { SessionsWhereChangeEvent } from '../shared/events.ts';
import { type DetailFilters, generalChanged, openUnder } from '../state/detail-filters.ts';
import { type ExplorerState, INITIAL_STATE, type ReadState } from '../state/explorer-url.ts';
import { inZone } from '../state/time-range.ts';
import { conditionOf, sameView, type View, withCondition, withTime } from '../state/view.ts';
import { readView } from '../state/view-text.ts';
import { toWhere } from '../state/where.ts';
import { type HistoryStep, UrlStateController, type UrlStateHost } from './url-state-controller.ts';

export interface ExplorationHost extends UrlStateHost, EventTarget {
  /** Filters to start with, as text. */
  readonly params: string;
  readonly effectiveTimeZone: string;
  readonly pluginScope: PluginScope;
}

/** What is explored: the state of an explorer, which is that of the address, and what becomes of it. */
export class Exploration implements ReactiveController {
  /** The moment that relative times are counted from, in milliseconds. */
  now = Date.now();
  /** What was left out of the address, as `name=value`. */
  ignored: readonly string[] = [];
  private state: ExplorerState = INITIAL_STATE;
  private arrived = false;
  private startView: View | undefined;
  private readonly url: UrlStateController;
  private zoned: { readonly state: ExplorerState; readonly zone: string; readonly made: ExplorerState } | undefined;

  constructor(private readonly host: ExplorationHost) {
    host.addController(this);
    this.url = new UrlStateController(host, this);
  }

  hostDisconnected(): void {
    this.startView = undefined;
  }

  /** As it is shown and written: with days of our zone, unless it says of which. */
  get shown(): ExplorerState {
    const { state, zoned } = this;
    const zone = this.host.effectiveTimeZone;
    if (zoned?.state !== state || zoned.zone !== zone) {
      const inOurs = (view: View): View => withTime(view, inZone(view.time, zone));
      const detail = state.detail && { ...state.detail, inherited: inOurs(state.detail.inherited) };
      this.zoned = { state, zone, made: { ...state, view: inOurs(state.view), detail } };
    }
    return this.zoned!.made;
  }

  /** The state before anything is in the address. */
  get startState(): ExplorerState {
    // Not of a later one: a host that keeps `params` as they are told would lose what "back" leads to.
    this.startView ??= readView(this.host.params);
    return { ...INITIAL_STATE, view: this.startView };
  }

  /** The filters of a session that is about to be opened. */
  get opening(): DetailFilters {
    return openUnder(this.shown.view, this.now);
  }

  /** The state that the address says, at the start and when somebody goes back or forward. */
  arrive({ state, ignored }: ReadState): void {
    const before = this.arrived ? this.state : this.startState;
    this.arrived = true;
    const { detail } = state;
    // The same session goes on at the moment of its opening.
    const same = detail && before.detail && before.open === state.open;
    this.state = same ? { ...state, detail: { ...detail, now: before.detail.now } } : state;
    this.ignored = ignored;
    this.now = Date.now();
    this.host.requestUpdate();
    if (!sameView(before.view, state.view)) this.tell();
  }

  /** The host means other filters; what it was told changes nothing. */
  set(view: View): void {
    if (sameView(view, this.state.view)) return;
    this.state = { ...this.state, ...this.under(view) };
    this.now = Date.now();
    this.url.write(this.shown, 'replace');
  }

  /** Takes over what somebody did, and writes it into the address. */
  change(change: Partial<ExplorerState>, step: HistoryStep = 'push'): void {
    const before = this.state;
    this.state = { ...before, ...change };
    this.host.requestUpdate();
    const { view } = this.state;
    const filtered = !sameView(before.view, view);
    this.url.write(this.shown, filtered && sameButSearch(before.view, view) ? 'typing' : step);
    if (!filtered) return;
    this.now = Date.now();
    this.tell();
  }

  changeView(view: View): void {
    this.change(this.under(view));
  }

  /** What other general filters make of the state. */
  private under(view: View): Partial<ExplorerState> {
    const { view: before, detail } = this.shown;
    if (!detail) return { view };
    // The request of an explore link that loses its chip stays marked among all the others.
    const [request, ...others] = conditionOf(before, 'request').only;
    const gone = request && others.length === 0 && conditionOf(view, 'request').only.length === 0;
    return { view, detail: generalChanged(detail, before, view), ...(gone && { mark: request }) };
  }

  private tell(): void {
    const { view } = this.shown;
    const where = this.host.pluginScope.narrow(toWhere(view, this.now, this.host.effectiveTimeZone), view);
    this.host.dispatchEvent(new SessionsWhereChangeEvent(where, view));
  }
}

/** They differ in the text of the endpoint search alone. */
function sameButSearch(one: View, other: View): boolean {
  const [a, b] = [one, other].map((view) => withCondition(view, 'endpoint', { only: [], not: [] }));
  return sameView(a!, b!);
}
