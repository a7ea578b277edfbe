import type { ExportedRequest } from '../exported-request.ts';
import type { Format } from './format.type.ts';

/** One object a line, with the names of GraphQL. */
export const jsonLines: Format = {
  mediaType: 'application/x-ndjson',
  extension: 'jsonl',
  newestFirst: true,
  withContent: true,
  before: '',
  between: '',
  after: '',
  write: (request) => `${JSON.stringify({ ...plainFacts(request), content: request.content })}\n`,
};

/** Everything but headers and bodies; attack types and business flows by their codes. */
export function plainFacts(request: ExportedRequest) {
  const { content: _, baseline, endpoint, detections, ...facts } = request;
  return {
    ...facts,
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
