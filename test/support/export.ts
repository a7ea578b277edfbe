import type { Graph } from './open-graph.ts';

/** What `exportSession` answers. */
export interface ExportAnswer {
  __typename: string;
  url?: string;
  expiresAt?: string;
  filename?: string;
  code?: string;
  message?: string;
  path?: string[];
  id?: string;
}

export type ExportFormatName = 'CSV' | 'JSON' | 'HAR';

const RESULT = `__typename
  ... on SessionExportSuccess { url expiresAt filename }
  ... on SessionsError { code message }
  ... on SessionsNotFoundError { id }
  ... on SessionsInvalidInputError { path }`;
const EXPORT = `mutation ($input: SessionExportInput!) { exportSession(input: $input) { ${RESULT} } }`;
const EXPORT_LIST = `mutation ($input: SessionListExportInput!) { exportSessions(input: $input) { ${RESULT} } }`;

export async function exportSession(graph: Graph, tenant: string, input: object): Promise<ExportAnswer> {
  return (await graph.query<{ exportSession: ExportAnswer }>(tenant, EXPORT, { input })).exportSession;
}

export async function exportSessions(graph: Graph, tenant: string, input: object): Promise<ExportAnswer> {
  return (await graph.query<{ exportSessions: ExportAnswer }>(tenant, EXPORT_LIST, { input })).exportSessions;
}

/** The id of the session of a request. */
export async function sessionOf(graph: Graph, tenant: string, requestId: string): Promise<string> {
  const { request } = await graph.query<{ request: { session: { id: string } } }>(
    tenant,
    'query ($id: ID!) { request(id: $id) { session { id } } }',
    { id: requestId },
  );
  return request.session.id;
}

/** The file of the session of a request. */
export async function fileOf(
  graph: Graph,
  tenant: string,
  requestId: string,
  format: ExportFormatName,
  scope: object = {},
): Promise<string> {
  const sessionId = await sessionOf(graph, tenant, requestId);
  const { url } = await exportSession(graph, tenant, { sessionId, format, ...scope });
  const answer = await graph.app.inject({ url: url! });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.body;
}

/** The rows of a CSV file by RFC 4180: cells as they are, quotes undone. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) throw new Error(`no CSV at ${JSON.stringify(text.slice(cell.lastIndex, cell.lastIndex + 80))}`);
    rows.at(-1)!.push(found[1]?.replaceAll('""', '"') ?? found[2]!);
    if (found[3] === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}
