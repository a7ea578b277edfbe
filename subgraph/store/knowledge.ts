import type pg from 'pg';
import { compileRules, type FlowRule, type FlowsOf } from '../business-flows/flow-rules.ts';
import type { EndpointEntry } from '../business-flows/flows-file.ts';
import { Catalogue } from '../endpoints/endpoint-matching.ts';
import { pathTemplate } from '../endpoints/path-template.ts';
import type { Specification } from '../endpoints/specification.type.ts';
import { NO_PLACES, type VariablePlace, VariablePlaces } from '../endpoints/variable-places.ts';
import { endpointId } from '../values/endpoint-id.ts';
import { ENDPOINTS_PER_HOST } from '../values/endpoints-per-host.ts';

/** Method, host and path template. */
export interface EndpointKey {
  method: string;
  host: string | null;
  pathTemplate: string;
}

/** An endpoint, and whether it has answered. */
export interface KnownEndpoint extends EndpointKey {
  /** The last day on which it answered, YYYY-MM-DD; null: on none that is kept. */
  answeredOn: string | null;
}

/** What is known about an endpoint. */
export interface EndpointFacts {
  /** Codes, in their order. */
  businessFlows: string[];
  riskScore: number | null;
  riskReasons: string[];
  /** A specification knows it, whichever version: that confirms it, as an answer does. */
  specified: boolean;
  /** Null: a specification knows it, or none covers its host, or it is not confirmed. */
  rogue: 'SHADOW' | 'ZOMBIE' | null;
  protections: { name: string; state: string }[];
  sensitiveData: string[];
}

/** Positions of the paths of a host whose values are a parameter. */
export interface HostPlaces {
  /** Empty: none. */
  host: string;
  places: VariablePlace[];
}

/** Everything that a tenant has said about its API: what names endpoints, and what their facts follow from. */
export class Knowledge {
  private readonly catalogue: Catalogue;
  private readonly flowsOf: FlowsOf;
  private readonly entries: ReadonlyMap<string, EndpointEntry>;
  private readonly places: ReadonlyMap<string, VariablePlaces>;

  /** @param specifications in the order in which they were loaded */
  constructor(
    private readonly tenant: string,
    specifications: readonly Specification[],
    rules: readonly FlowRule[],
    entries: readonly EndpointEntry[],
    hosts: readonly HostPlaces[],
    /** So many that answered a host may have, and as many that did not; the rest share one (endpoint-cap.ts). */
    readonly endpointsPerHost: number,
  ) {
    this.places = new Map(hosts.map(({ host, places }) => [host, new VariablePlaces(places)]));
    this.catalogue = new Catalogue(specifications);
    this.flowsOf = compileRules(rules);
    this.entries = new Map(entries.map((entry) => [entryKey({ host: null, ...entry }), entry]));
  }

  /** The endpoint of a request whose source did not name the template itself. */
  endpointOf({ method, host, path }: { method: string; host: string | null; path: string }) {
    const template = this.catalogue.match(method, host, path)?.operation.path ?? this.templateOf(host, path);
    return { endpointId: endpointId(this.tenant, method, host, template), pathTemplate: template };
  }

  /** What a path is where no specification knows it. */
  private templateOf(host: string | null, path: string): string {
    return this.placesOf(host).generalise(pathTemplate(path));
  }

  placesOf(host: string | null): VariablePlaces {
    return this.places.get(host ?? '') ?? NO_PLACES;
  }

  /**
   * What specifications, rules and entries say of it: a function of method, host, template and whether it has answered,
   * whatever was imported before. What has never answered is no shadow: anybody may ask for it.
   */
  factsOf(endpoint: KnownEndpoint): EndpointFacts {
    const { method, host, pathTemplate: template } = endpoint;
    const match = this.catalogue.match(method, host, template);
    // OPTIONS * asks the server itself: no specification could name it
    const nameable = !(method === 'OPTIONS' && template === '*');
    const unknown = nameable && endpoint.answeredOn !== null && this.catalogue.covers(host) ? 'SHADOW' : null;
    const flows = this.flowsOf({ ...endpoint, tags: match?.operation.tags ?? [] });
    const facts: EndpointFacts = {
      businessFlows: [],
      riskScore: null,
      riskReasons: [],
      specified: match !== null,
      rogue: match ? (match.current ? null : 'ZOMBIE') : unknown,
      protections: [],
      sensitiveData: [],
    };
    for (const entry of this.entriesOf(endpoint)) {
      for (const code of entry.businessFlows ?? []) flows.add(code);
      facts.riskScore = entry.riskScore ?? facts.riskScore;
      facts.riskReasons = entry.riskReasons ?? facts.riskReasons;
      facts.protections = entry.protections ?? facts.protections;
      facts.sensitiveData = entry.sensitiveData ?? facts.sensitiveData;
    }
    return { ...facts, businessFlows: [...flows].sort() };
  }

  /** What was said of the endpoint on any host, then what was said of it on its own. */
  entriesOf(endpoint: EndpointKey): EndpointEntry[] {
    const hosts = endpoint.host === null ? [null] : [null, endpoint.host];
    return hosts.flatMap((host) => this.entries.get(entryKey({ ...endpoint, host })) ?? []);
  }
}

function entryKey({ method, host, pathTemplate: template }: EndpointKey): string {
  return JSON.stringify([method, host, template]);
}

/** The knowledge of a tenant as it is stored; read again when it has changed. */
export class KnowledgeSource {
  private known: { revision: string; knowledge: Knowledge } | null = null;

  /** @param endpointsPerHost the cap, for whoever names requests */
  constructor(
    private readonly tenant: string,
    private readonly endpointsPerHost = ENDPOINTS_PER_HOST,
  ) {}

  /** As of the transaction of the client: under the tenant's lock nobody changes it meanwhile. */
  async current(client: pg.ClientBase): Promise<Knowledge> {
    const { rows } = await client.query<{ revision: string }>(REVISION, [this.tenant]);
    const { revision } = rows[0]!;
    if (this.known?.revision !== revision) {
      this.known = { revision, knowledge: await loadKnowledge(client, this.tenant, this.endpointsPerHost) };
    }
    return this.known.knowledge;
  }
}

const REVISION = `SELECT concat_ws('/',
  (SELECT string_agg(loaded::text, ',' ORDER BY loaded) FROM specification WHERE tenant = $1),
  md5((SELECT string_agg(rule::text, ',' ORDER BY position) FROM flow_rule WHERE tenant = $1)),
  md5((SELECT string_agg(host || places::text, ',' ORDER BY host) FROM variable_places WHERE tenant = $1)),
  md5((SELECT string_agg(entry::text, ',' ORDER BY position) FROM endpoint_entry WHERE tenant = $1))) || '' AS revision`;

async function loadKnowledge(client: pg.ClientBase, tenant: string, endpointsPerHost: number): Promise<Knowledge> {
  const specifications = await client.query<Specification>(
    'SELECT name, version, operations FROM specification WHERE tenant = $1 ORDER BY loaded',
    [tenant],
  );
  const rules = await client.query<{ rule: FlowRule }>(
    'SELECT rule FROM flow_rule WHERE tenant = $1 ORDER BY position',
    [tenant],
  );
  const entries = await client.query<{ entry: EndpointEntry }>(
    'SELECT entry FROM endpoint_entry WHERE tenant = $1 ORDER BY position',
    [tenant],
  );
  const hosts = await client.query<HostPlaces>('SELECT host, places FROM variable_places WHERE tenant = $1', [tenant]);
  return new Knowledge(
    tenant,
    specifications.rows,
    rules.rows.map(({ rule }) => rule),
    entries.rows.map(({ entry }) => entry),
    hosts.rows,
    endpointsPerHost,
  );
}
