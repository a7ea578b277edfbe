import type { ExportedRequest } from '../exported-request.ts';
import type { ExportFormat } from './format.type.ts';

/** One object a line, with the names of GraphQL. */
export const jsonLines: ExportFormat = {
  mediaType: 'application/x-ndjson',
  extension: 'jsonl',
  newestFirst: true,
  withContent: true,
  before: '',
  between: '',
  after: '',
  write: (requests) =>
    requests.map((request) => `${JSON.stringify({ ...plainFacts(request), content: request.content })}\n`).join(''),
};

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

/** Everything but headers and bodies, by name: what a row holds beside it stays here. Types and flows are codes. */
export function plainFacts(request: ExportedRequest) {
  const { baseline, endpoint, detections } = request;
  return {
    ...pick(request, FACTS),
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
