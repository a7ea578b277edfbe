import { beforeAll, describe, expect, test } from 'vitest';
import { writeRetention } from '../../../subgraph/db/kept-days.ts';
import { dropExpired } from '../../../subgraph/retention/drop-expired.ts';
import { DATABASES } from '../../support/database.ts';
import { exportSession, sessionOf } from '../../support/export.ts';
import { givenGraph } from '../../support/graph.ts';
import { dayAgo, lineOf } from '../../support/retention.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// Whoever comes by an old link is told that it is gone, and not that it never was.

const KEPT = 7;

describe.each(DATABASES)('on the %s database', (kind) => {
  const { database, graph } = givenGraph(kind);
  const tenant = newTenant();
  let sessionId: string;
  beforeAll(async () => {
    const attack = { detections: [{ type: 'sqli', attackId: 'att-1' }] };
    await importLines(database, tenant, [lineOf(KEPT + 1, 'gone', attack), lineOf(KEPT, 'kept', attack)]);
    sessionId = await sessionOf(graph, tenant, 'gone');
    await writeRetention(database.pool, KEPT);
    await dropExpired(database);
  });

  const at = `${dayAgo(KEPT + 1)}T10:00:00Z`;
  const lookUp = `query ($at: DateTime) { sessionForRequest(requestId: "gone", at: $at) { ... on SessionGone { reason message } } }`;
  const availability = `query ($targets: [SessionTarget!]!) { sessionAvailability(targets: $targets) { state } }`;

  test('its sessions, requests, attacks and endpoints', async () => {
    expect(await graph.query(tenant, `{ session(id: "${sessionId}") { id } request(id: "gone") { id } }`)).toEqual({
      session: null,
      request: null,
    });
    expect(await graph.query(tenant, lookUp, { at })).toEqual({
      sessionForRequest: {
        reason: 'EXPIRED',
        message: `Requests are kept since ${dayAgo(KEPT)}: this one is older.`,
      },
    });
    const targets = [
      { sessionId },
      { requestId: 'gone', at },
      { attackId: 'att-2', at },
      { endpointId: 'some endpoint', at },
      { requestId: 'gone' },
      { sessionId: sessionId.replace(/\d{8}$/, dayAgo(KEPT).replaceAll('-', '')) },
      { attackId: 'att-1', at },
    ];
    const states = ['EXPIRED', 'EXPIRED', 'EXPIRED', 'EXPIRED', 'UNKNOWN', 'UNKNOWN', 'AVAILABLE'];
    expect(await graph.query(tenant, availability, { targets })).toEqual({
      sessionAvailability: states.map((state) => ({ state })),
    });
  });

  test('a file of it', async () => {
    expect(await exportSession(graph, tenant, { sessionId, format: 'CSV' })).toMatchObject({
      code: 'NOT_FOUND',
      message: `EXPIRED: sessions are kept since ${dayAgo(KEPT)}, and this one is older.`,
    });
  });

  test('also where nothing is left at all, and whatever is kept from now on', async () => {
    const other = newTenant();
    expect(await graph.query(other, lookUp, { at })).toMatchObject({ sessionForRequest: { reason: 'EXPIRED' } });
    await writeRetention(database.pool, null);
    expect(await graph.query(tenant, lookUp, { at })).toMatchObject({ sessionForRequest: { reason: 'EXPIRED' } });
    await writeRetention(database.pool, KEPT);
  });

  test('viewers see how long it is', async () => {
    const asked = '{ sessionsCapabilities { retentionDays } }';
    expect(await graph.query(tenant, asked)).toEqual({ sessionsCapabilities: { retentionDays: KEPT } });
    await writeRetention(database.pool, null);
    expect(await graph.query(tenant, asked)).toEqual({ sessionsCapabilities: { retentionDays: null } });
  });
});
