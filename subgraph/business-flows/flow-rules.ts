import { parseEndpointSearch } from '../filters/endpoint-search.ts';
import { likeMatcher } from './like-matcher.ts';

/** Which endpoints belong to a flow: those that meet all conditions. */
export interface FlowRule {
  /** Code of the flow. */
  flow: string;
  method?: string;
  /** Endpoint search on the path template: contained text, or a glob over the whole; a leading method narrows. */
  path?: string;
  host?: string;
  /** A tag of the operation in its specification. */
  tag?: string;
}

/** What rules look at. */
interface RuledEndpoint {
  method: string;
  host: string | null;
  pathTemplate: string;
  /** Of its operation; none where no specification knows it. */
  tags: readonly string[];
}

export type FlowsOf = (endpoint: RuledEndpoint) => Set<string>;

/** Makes the rules ready to be asked. */
export function compileRules(rules: readonly FlowRule[]): FlowsOf {
  const compiled = rules.map((rule) => ({ flow: rule.flow, meets: compileRule(rule) }));
  return (endpoint) => new Set(compiled.filter(({ meets }) => meets(endpoint)).map(({ flow }) => flow));
}

function compileRule(rule: FlowRule): (endpoint: RuledEndpoint) => boolean {
  const search = parseEndpointSearch(rule.path ?? '');
  const methods = [rule.method?.toUpperCase(), search.method].filter((method) => method != null);
  const matchesPath = search.pattern === null ? () => true : likeMatcher(search.pattern);
  const host = rule.host?.toLowerCase();
  return (endpoint) =>
    methods.every((method) => endpoint.method.toUpperCase() === method) &&
    (host === undefined || endpoint.host === host) &&
    (rule.tag === undefined || endpoint.tags.includes(rule.tag)) &&
    matchesPath(endpoint.pathTemplate);
}
