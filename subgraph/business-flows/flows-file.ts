import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { StartupError } from '../startup-error.ts';
import { parseJson, schemaErrorInWords } from '../values/json-file.ts';
import { BUILT_IN_FLOWS } from './built-in-flows.ts';
import type { FlowRule } from './flow-rules.ts';

/** What the owner of a tenant says of one endpoint. */
export interface EndpointEntry {
  method: string;
  /** Missing: on every host. */
  host?: string;
  pathTemplate: string;
  /** Beside those that rules give. */
  businessFlows?: string[];
  riskScore?: number;
  riskReasons?: string[];
  protections?: { name: string; state: 'ACTIVE' | 'MONITORING' | 'OFF' }[];
  sensitiveData?: string[];
}

/** A flows file: everything that a tenant says of its flows and endpoints. */
export interface FlowsFile {
  flows: { code: string; label: string; description?: string }[];
  rules: FlowRule[];
  endpoints: EndpointEntry[];
}

/**
 * @param fileName what errors call the file
 * @throws {StartupError} not JSON (with line:column), or not what it may say (with the JSON pointer)
 */
export function parseFlowsFile(text: string, fileName: string): FlowsFile {
  const { flows = [], rules = [], endpoints = [] } = checked(parseJson(text, fileName), fileName);
  const file: FlowsFile = {
    flows,
    rules: rules.map((rule) => ({ ...rule, ...(rule.host ? { host: rule.host.toLowerCase() } : {}) })),
    endpoints: endpoints.map((entry) => ({ ...entry, ...(entry.host ? { host: entry.host.toLowerCase() } : {}) })),
  };
  const problem = firstProblem(file);
  if (problem) throw new StartupError(`${fileName}: ${problem}`);
  return file;
}

/** What a schema cannot say. */
function firstProblem({ flows, rules, endpoints }: FlowsFile): string | null {
  const repeated = firstRepeated(flows.map(({ code }) => code));
  if (repeated) return `/flows/${repeated.at}/code is that of /flows/${repeated.before}`;
  const known = new Set([...BUILT_IN_FLOWS, ...flows].map(({ code }) => code));
  const unknown = (code: string) =>
    `"${code}" is no flow: name it under /flows, or use one of ${[...known].join(', ')}`;
  for (const [at, { flow, ...conditions }] of rules.entries()) {
    if (!known.has(flow)) return `/rules/${at}/flow ${unknown(flow)}`;
    if (Object.keys(conditions).length === 0) return `/rules/${at} needs one of method, path, host, tag`;
  }
  for (const [at, { businessFlows = [] }] of endpoints.entries()) {
    const wrong = businessFlows.findIndex((code) => !known.has(code));
    if (wrong >= 0) return `/endpoints/${at}/businessFlows/${wrong} ${unknown(businessFlows[wrong]!)}`;
  }
  const twice = firstRepeated(endpoints.map((each) => JSON.stringify([each.method, each.host, each.pathTemplate])));
  return twice && `/endpoints/${twice.at} names the endpoint of /endpoints/${twice.before}`;
}

function firstRepeated(values: readonly string[]): { at: number; before: number } | null {
  const at = values.findIndex((value, index) => values.indexOf(value) < index);
  return at < 0 ? null : { at, before: values.indexOf(values[at]!) };
}

let validate: ValidateFunction<Partial<FlowsFile>> | undefined;

function checked(value: unknown, fileName: string): Partial<FlowsFile> {
  // read, not imported: Node 20 warns about every JSON import
  validate ??= new Ajv().compile<Partial<FlowsFile>>(
    JSON.parse(readFileSync(new URL('./flows.schema.json', import.meta.url), 'utf8')),
  );
  if (validate(value)) return value;
  throw new StartupError(`${fileName}: ${schemaErrorInWords(validate.errors?.[0])}`);
}
