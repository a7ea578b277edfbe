import { PLAIN_FIELDS } from '../../filters/request-fields.ts';
import type { ExportedRequest } from '../exported-request.ts';
import type { ExportedSession } from '../exported-session.ts';
import type { ExportFormat } from './format.type.ts';

/** One object a line. */
function jsonLines<Row>(withContent: boolean, toJson: (row: Row) => object): ExportFormat<Row> {
  return {
    mediaType: 'application/x-ndjson',
    extension: 'jsonl',
    newestFirst: true,
    withContent,
    before: '',
    between: '',
    after: '',
    write: (rows) => rows.map((row) => `${JSON.stringify(toJson(row))}\n`).join(''),
  };
}

/** With the names of GraphQL's Request. */
export const requestLines = jsonLines<ExportedRequest>(true, (request) => ({
  ...plainFacts(request),
  content: request.content,
}));

/** With the names of GraphQL's Session; what matches as its edges have it. */
export const sessionLines = jsonLines<ExportedSession>(false, (session) => session);

const FACTS = [
  'id',
  'sessionId',
  'time',
  'method',
  'host',
  'path',
  'query',
  'status',
  'durationMs',
  'sizeBytes',
  'ip',
  'countryCode',
  'sourceTags',
  'application',
  'user',
  'role',
  'blocked',
  'businessFlows',
  'parameters',
  'contentState',
] as const;

/** A file without content says so: a null in it need not mean that there was nothing. */
const WITHHELD =
  'query, payloads, values of parameters, headers and bodies: whoever made this file lacks the scope sessions:content';

const PLAIN = Object.values(PLAIN_FIELDS).map(({ property }) => property);

/** Everything but headers and bodies, by name: what a row holds beside it stays here. Types and flows are codes. */
export function plainFacts(request: ExportedRequest) {
  const { baseline, endpoint, detections } = request;
  return {
    ...pick(request, FACTS),
    // those that have no place above
    ...pick(request, PLAIN),
    ...(request.isWithheld ? { withheld: WITHHELD } : {}),
    endpoint: pick(endpoint, ['id', 'method', 'host', 'pathTemplate']),
    detections: detections.map(({ type, ...detection }) => ({
      ...pick(detection, ['id', 'attackId', 'payload', 'parameter', 'tags', 'action', 'falsePositive']),
      type: type.code,
    })),
    ...baseline,
  };
}

function pick<T extends object, Name extends keyof T>(from: T, names: readonly Name[]): Pick<T, Name> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, Name>;
}
