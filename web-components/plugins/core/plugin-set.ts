import type { CombinedError, Operation } from '@urql/core';
import type { Connection } from '../../data/connection.ts';
import type { Column } from '../../session-list/columns.ts';
import { SessionsPluginErrorEvent } from '../../shared/plugin-events.ts';
import { safeHref } from '../../shared/safe-href.ts';
import type { View } from '../../state/view.ts';
import type { Where } from '../../state/where.ts';
import type { Link, PluginHost, SessionCore, Text } from './contract.ts';
import type { Contributed, Contributions, ItemOf, ReadyLink } from './contributions.ts';
import { type Shown, type ShownInRequest, shownInRequest, shownInSession } from './detail-contributions.ts';
import { composeDocument } from './fragments/compose-document.ts';
import { isAsked, isFailing, leaveOut, retryFailing } from './fragments/excluded-fragments.ts';
import type { FragmentType, PluginFragment } from './fragments/fragment.ts';
import { type RowPlace, unansweredFields } from './fragments/unanswered.ts';
import { guarded } from './guard.ts';
import { Lifecycle } from './lifecycle.ts';
import { type ColumnsView, PluginColumns } from './plugin-columns.ts';
import {
  type FiltersView,
  narrow,
  renderFilter,
  type ShownFilter,
  shownFilters,
  understands,
} from './plugin-filters.ts';
import { hostOf, textIn } from './plugin-host.ts';
import type { ToolsView } from './plugin-tools.ts';
import type { PanelsView, PluginView } from './plugin-view.ts';
import { type Kind, type RegisteredPlugin, readPlugins } from './registry.ts';

/** After what the elements bring themselves, unless it says where. */
const LAST = 10_000;

/** Plugins of an element and of the elements inside it. */
export class PluginSet implements Contributions {
  private running: Lifecycle[] = [];
  private sorted = new Map<Kind, readonly Contributed<unknown>[]>();
  private composed = new WeakMap<Connection, Map<string, string>>();
  private columns = new WeakMap<ColumnsView, PluginColumns>();
  private readonly reported = new Set<string>();

  constructor(
    private readonly owner: PluginView,
    /** Others contribute now, or documents are other ones. */
    private readonly changed: () => void,
  ) {}

  /** Takes these in the place of those before; the same object stays as it is. */
  offer(offered: readonly unknown[]): void {
    const { plugins, problems } = readPlugins(offered);
    const staying = this.running.filter(({ plugin }) => plugins.some((other) => other.source === plugin.source));
    for (const gone of this.running.filter((lifecycle) => !staying.includes(lifecycle))) {
      gone.remove();
      this.forget(gone.plugin.id);
    }
    for (const { pluginId, point, error } of problems) this.report(pluginId, point, error);
    this.running = plugins.map(
      (plugin) => staying.find((lifecycle) => lifecycle.plugin.source === plugin.source) ?? this.start(plugin),
    );
    this.update();
  }

  private start(plugin: RegisteredPlugin): Lifecycle {
    const report = (point: string, error: unknown) => this.report(plugin.id, point, error);
    return new Lifecycle(plugin, this.owner, report, () => this.update());
  }

  private update(): void {
    this.sorted = new Map();
    this.composed = new WeakMap();
    this.changed();
  }

  /** What the plugins bring of one kind, in order. */
  all<K extends Kind>(kind: K): readonly Contributed<ItemOf<K>>[] {
    let all = this.sorted.get(kind) as Contributed<ItemOf<K>>[] | undefined;
    if (!all) {
      const on = this.running.filter(({ isOn }) => isOn);
      all = on.flatMap(({ plugin, signal }) =>
        plugin.contributions[kind].map((item) => ({
          item: item as ItemOf<K>,
          id: `${plugin.id}.${item.id}`,
          point: `${kind}.${item.id}`,
          order: item.order ?? LAST,
          plugin,
          signal,
        })),
      );
      all.sort((one, other) => one.order - other.order);
      this.sorted.set(kind, all);
    }
    return all;
  }

  /** Those whose `when` has nothing against it. */
  in<K extends Kind>(kind: K, context: unknown, view: PluginView): readonly Contributed<ItemOf<K>>[] {
    return this.all(kind).filter(({ item, plugin, point, signal }) => {
      const { when } = item as { when?: (context: unknown, host: PluginHost) => boolean };
      const isThere = () => when!.call(item, context, hostOf(view, signal)) === true;
      return !when || this.guarded(plugin.id, `${point}.when`, false, isThere);
    });
  }

  /** Links with an address that leads somewhere. */
  links(kind: 'links' | 'detectionLinks', context: unknown, view: PanelsView): ReadyLink[] {
    const { locale } = view;
    return this.in(kind, context, view).flatMap(({ item, id, plugin, point }): ReadyLink[] => {
      const link = item as Link<unknown>;
      const href = this.guarded(plugin.id, `${point}.href`, undefined, () => {
        const address: unknown = link.href(context);
        if (address === undefined || address === null) return undefined;
        const safe = safeHref(address, document.baseURI);
        if (safe === undefined) throw new Error('its address must be http(s), or a path of this site');
        return safe;
      });
      if (href === undefined) return [];
      return [{ id, href, text: this.text(plugin.id, point, link.title, locale), newTab: link.newTab === true }];
    });
  }

  /** Columns of plugins, for one list. */
  columnsFor(view: ColumnsView): readonly Column[] {
    const columns = this.columns.get(view) ?? new PluginColumns(this, view);
    this.columns.set(view, columns);
    return columns.all;
  }

  /** @param error of the answer that the session is from */
  forSession(session: SessionCore, view: ToolsView, error?: CombinedError): Shown {
    return shownInSession(this, session, view, error);
  }

  forRequest(request: Parameters<typeof shownInRequest>[1], view: ToolsView, error?: CombinedError): ShownInRequest {
    return shownInRequest(this, request, view, error);
  }

  filtersFor({ view, locale }: FiltersView): readonly ShownFilter[] {
    return shownFilters(this, view, locale);
  }

  renderFilter(name: string, bar: FiltersView): unknown {
    return renderFilter(this, name, bar);
  }

  /** The question of a view, with what filters add to it. */
  narrow(where: Where, view: View): Where {
    return narrow(this, where, view);
  }

  /** Whether a filter takes this text. */
  understands(name: string, text: string): boolean {
    return understands(this, name, text);
  }

  text(pluginId: string, point: string, text: Text, locale: string): string {
    return this.guarded(pluginId, `${point}.title`, pluginId, () => textIn(text, locale));
  }

  guarded<Value>(pluginId: string, point: string, neutral: Value, run: () => Value): Value {
    return guarded(run, neutral, (error) => this.report(pluginId, point, error));
  }

  /** The document with what plugins want to know. */
  compose(document: string, connection: Connection): string {
    const known = this.composed.get(connection) ?? new Map<string, string>();
    this.composed.set(connection, known);
    const text =
      known.get(document) ??
      composeDocument(
        document,
        this.fragments.filter((fragment) => isAsked(fragment, connection)),
      );
    known.set(document, text);
    return text;
  }

  private get fragments(): PluginFragment[] {
    return this.running.flatMap(({ isOn, plugin }) => (isOn ? plugin.fragments : []));
  }

  /** A composed document got no data: what it failed by is left out from now on. True: ask again. */
  refused(document: Operation['query'], error: CombinedError, connection: Connection): boolean {
    const guilty = leaveOut(document, error, this.fragments, connection);
    for (const fragment of guilty ?? []) {
      const owner = this.running.find(({ plugin }) => plugin.fragments.includes(fragment))!;
      this.report(owner.plugin.id, `fragments.${fragment.on.toLowerCase()}`, error);
    }
    if (guilty) this.update();
    return guilty !== undefined;
  }

  /** What failed before is asked again. */
  retry(connection: Connection): void {
    if (retryFailing(connection)) this.update();
  }

  /** Fields of plugins that could not be answered for this row. */
  unanswered(on: FragmentType, row: object, at: RowPlace, connection: Connection, error?: CombinedError): string[] {
    const fragments = this.fragments.filter((fragment) => fragment.on === on);
    const [failing, asked] = [true, false].map((isIt) =>
      fragments.filter((fragment) => isFailing(fragment, connection) === isIt).flatMap(({ fields }) => fields),
    );
    const subgraphsOf = (field: string) => fragments.find(({ fields }) => fields.includes(field))?.subgraphs?.[field];
    return [...failing!, ...unansweredFields(row, at, asked!, error?.graphQLErrors ?? [], subgraphsOf)];
  }

  /** Tells of a failure of a plugin, once per place of it. */
  report(pluginId: string, point: string, error: unknown): void {
    const key = `${pluginId} ${point}`;
    if (this.reported.has(key)) return;
    this.reported.add(key);
    console.warn(`sessions plugin "${pluginId}": ${point} is left out:`, error);
    this.owner.dispatchEvent(new SessionsPluginErrorEvent(pluginId, point, error));
  }

  private forget(pluginId: string): void {
    for (const key of this.reported) if (key.startsWith(`${pluginId} `)) this.reported.delete(key);
  }
}
