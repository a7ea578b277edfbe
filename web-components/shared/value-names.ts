import type { ReactiveController } from 'lit';
import { clientOf } from '../data/client.ts';
import type { Connection } from '../data/connection.ts';
import {
  EndpointNameDocument,
  type FilterOptionsQuery,
  VocabularyDocument,
  type VocabularyQuery,
} from '../data/documents.generated.ts';
import { QueryController, type QueryHost } from '../data/query-controller.ts';
import type { Terms } from '../i18n/en.ts';
import type { FilterValue } from '../state/filter.type.ts';
import { type FilterId, filterOf } from '../state/filter-fields.ts';
import { parseRange } from '../state/filter-values.ts';
import { allChipsOf, type View } from '../state/view.ts';
import { attackName } from './attack-name.ts';
import { countryName, exactNumber } from './format.ts';
import { printable } from './printable.ts';

interface NamesHost extends QueryHost {
  readonly view: View;
  readonly terms: Terms;
  readonly locale: string;
}

/** What people call the values of filters, of which links know the codes and ids only. */
export class ValueNames implements ReactiveController {
  /** By filter and value, from lists of values and from endpoints that were looked up. */
  private readonly seen = new Map<string, string>();
  private readonly lookedUp = new Set<string>();
  private connection: Connection | undefined;
  private readonly vocabulary: QueryController<VocabularyQuery, Record<string, never>>;

  constructor(private readonly host: NamesHost) {
    host.addController(this);
    this.vocabulary = new QueryController(host, () =>
      allChipsOf(host.view).some(({ id, value }) => value !== null && (id === 'type' || id === 'flow'))
        ? { query: VocabularyDocument, variables: {} }
        : null,
    );
  }

  hostUpdate(): void {
    if (!this.host.isConnected) return;
    if (this.connection !== this.host.connection) {
      this.connection = this.host.connection;
      this.seen.clear();
      this.lookedUp.clear();
    }
    for (const { id, value } of allChipsOf(this.host.view)) {
      if (id === 'endpoint-id' && value !== null) this.lookUp(value, this.connection);
    }
  }

  /** Keeps what the server calls these values. */
  remember(id: FilterId, options: NonNullable<FilterOptionsQuery['sessionFilterOptions']>): void {
    for (const { key, label } of options) {
      if (key !== null && label !== key) this.seen.set(`${id} ${key}`, label);
    }
  }

  /** On one line, whatever stands in the value. */
  of(id: FilterId, value: FilterValue): string {
    const { terms, locale } = this.host;
    if (value === null) return terms.noValue;
    if (id === 'deviation') return terms.deviations[value as keyof Terms['deviations']];
    if (id === 'status') return terms.statuses[value as keyof Terms['statuses']];
    if (id === 'malicious' || id === 'blocked') return value === 'yes' ? terms.yes : terms.no;
    if (id === 'type') return printable(attackName(terms, value, this.known(id, value) ?? value));
    const names: Partial<Record<FilterId, Readonly<Record<string, string>> | undefined>> = terms.valueNames;
    const name = names[id]?.[value];
    if (name) return name;
    const range = /\.\./.test(value) ? rangeText(id, value, locale) : null;
    return range ?? printable(this.known(id, value) ?? (id === 'country' ? countryName(value, locale) : value));
  }

  private known(id: FilterId, value: string): string | undefined {
    const words = { type: this.vocabulary.data?.sessionAttackTypes, flow: this.vocabulary.data?.sessionBusinessFlows };
    const listed = id === 'type' || id === 'flow' ? words[id]?.find(({ code }) => code === value)?.label : undefined;
    return listed ?? this.seen.get(`${id} ${value}`);
  }

  private lookUp(id: string, connection: Connection): void {
    if (this.lookedUp.has(id) || this.seen.has(`endpoint-id ${id}`)) return;
    this.lookedUp.add(id);
    clientOf(connection)
      .query(EndpointNameDocument, { id })
      .toPromise()
      .then(({ data }) => {
        const summary = data?.sessions?.nodes[0]?.requests.nodes[0]?.endpointSummary;
        if (!summary || connection !== this.connection) return;
        this.seen.set(`endpoint-id ${id}`, `${summary.method} ${summary.host ?? ''}${summary.pathTemplate}`);
        this.host.requestUpdate();
      });
  }
}

function rangeText(id: FilterId, value: string, locale: string): string | null {
  const range = filterOf(id).kind === 'range' ? parseRange(value) : null;
  if (!range) return null;
  const [from, to] = [range.gte, range.lte].map((end) => (end === undefined ? null : exactNumber(end, locale)));
  if (from === null) return `≤ ${to}`;
  return to === null ? `≥ ${from}` : `${from}–${to}`;
}
