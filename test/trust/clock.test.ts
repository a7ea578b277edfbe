import { afterEach, expect, test, vi } from 'vitest';
import { expectVerified } from '../support/actions.ts';
import { exportSession, sessionOf } from '../support/export.ts';
import { createTestServer, onDatabases } from '../support/graph.ts';
import { importLines, newTenant } from '../support/traffic.ts';
import { askOver } from '../support/under-load.ts';
import { measured } from './support/measured.ts';

// The clock of the machine is set while the server runs.

const HOUR = 3_600_000;
const LIST = '{ sessions { totalCount { value } } }';
afterEach(() => {
  vi.useRealTimers();
});

onDatabases(({ kind, database, graph }) => {
  test.each([
    ['forth', HOUR],
    ['back', -HOUR],
  ])(
    'an hour %s: what is asked and imported goes on, and a link to a file lives no longer than it may',
    async (name, by) => {
      const tenant = newTenant();
      const app = await createTestServer(database, { ratePerMinute: 1_000, requestTimeoutMs: 30_000 });
      const origin = await app.listen({ port: 0, host: '127.0.0.1' });
      try {
        const line = (id: string) => ({ id, sid: id, time: '2024-05-12T10:00:00Z' });
        await importLines(database, tenant, [line('before')]);
        const sessionId = await sessionOf(graph, tenant, 'before');
        const made = await exportSession(graph, tenant, { sessionId, format: 'CSV' });
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + by });
        for (let n = 0; n < 20; n += 1) expect((await askOver(origin, tenant, LIST)).errors).toEqual([]);
        await importLines(database, tenant, [line('after')]);
        expect((await askOver(origin, tenant, LIST)).data).toEqual({ sessions: { totalCount: { value: 2 } } });
        expect((await fetch(`${origin}${made.url}`)).status).toBe(by > 0 ? 410 : 200);
        const again = await exportSession(graph, tenant, { sessionId, format: 'CSV' });
        expect((await fetch(`${origin}${again.url}`)).status).toBe(200);
        expect((await fetch(`${origin}/health/ready`)).status).toBe(200);
        vi.useRealTimers();
        expect((await askOver(origin, tenant, LIST)).errors).toEqual([]);
        await expectVerified(database);
        measured(`the clock an hour ${name}, ${kind}`, 'every question answered, imports go on, verify clean');
      } finally {
        await app.close();
      }
    },
  );
});
