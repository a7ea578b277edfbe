import type { Database } from '../../subgraph/db/database.ts';
import { importLines, newTenant } from './traffic.ts';

/** What is content of the request `shown`, each told apart from everything else. */
export const CONTENT = {
  query: 'needle-query',
  parameter: 'needle-parameter',
  payload: 'needle-payload',
  header: 'needle-header',
  body: 'needle-body',
} as const;

/** A tenant with one session: a request with content of every kind, and one without any. */
export async function importContent(database: Database): Promise<string> {
  const tenant = newTenant();
  await importLines(database, tenant, [
    {
      id: 'shown',
      time: '2024-05-12T10:00:00Z',
      path: '/search',
      query: `q=${CONTENT.query}`,
      user: 'alice',
      status: 200,
      parameters: [
        { name: 'sid', source: 'REQUEST_COOKIE', value: 's' },
        { name: 'x-shop', source: 'REQUEST_HEADER', value: CONTENT.parameter },
      ],
      detections: [{ type: 'sqli', attackId: 'a1', parameter: 'ARGS:q', payload: CONTENT.payload }],
      content: {
        requestHeaders: [{ name: 'x-shop', value: CONTENT.header }],
        requestBody: { mediaType: 'text/plain', text: CONTENT.body },
        responseHeaders: [{ name: 'server', value: CONTENT.header }],
      },
    },
    { id: 'plain', time: '2024-05-12T10:00:01Z', path: '/', sid: 's', status: 200 },
  ]);
  return tenant;
}
