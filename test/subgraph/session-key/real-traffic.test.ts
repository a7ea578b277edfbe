import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { IncomingRequest } from '../../../subgraph/ingest/incoming.type.ts';
import { identify } from '../../../subgraph/ingest/session-key/session-key.ts';
import { loadSessionsConfig, type SessionsConfig } from '../../../subgraph/ingest/session-key/sessions-config.ts';
import { config, hasher, headers, json, request } from './request.ts';

interface Recorded {
  path: string;
  method: string;
  ip: string;
  time: number;
  statusCode: number;
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string>;
  requestPayload: unknown;
  responsePayload: unknown;
}

const recorded: Recorded[] = JSON.parse(
  gunzipSync(readFileSync(new URL('../../data/api-traffic-jwt-sessions.json.gz', import.meta.url))).toString('utf8'),
);
const requests: IncomingRequest[] = recorded.map((it) =>
  request({
    time: new Date(it.time * 1000),
    method: it.method,
    path: it.path,
    status: it.statusCode,
    ip: it.ip,
    requestHeaders: headers(it.requestHeaders),
    responseHeaders: headers(it.responseHeaders),
    requestBody: json(it.requestPayload),
    responseBody: json(it.responsePayload),
  }),
);
const token = { source: 'REQUEST_HEADER', name: 'access-token' };

function sizes(by: SessionsConfig, of: 'key' | 'user'): number[] {
  const counts = new Map<string, number>();
  for (const it of requests) {
    const value = identify(it, by, hasher)[of];
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts.values()].sort((a, b) => b - a);
}

describe('123 requests of three users behind one address', () => {
  it.each([
    ['the built-in set', loadSessionsConfig(null)],
    ['the configured cookie', config({ groupBy: [{ source: 'REQUEST_COOKIE', name: 'JSESSIONID' }], builtIn: false })],
  ])('are three sessions by %s', (_, by) => {
    expect(sizes(by, 'key')).toEqual([55, 44, 24]);
    const [first] = requests.map((it) => identify(it, by, hasher));
    expect(first?.identifiedBy).toEqual([{ name: 'JSESSIONID', source: 'REQUEST_COOKIE' }]);
  });

  it('are one without cookies: address and user agent do not separate them', () => {
    expect(sizes(config({ builtIn: false }), 'key')).toEqual([123]);
    expect(new Set(requests.map((it) => identify(it, loadSessionsConfig(null), hasher).request.ip))).toEqual(
      new Set(['::1']),
    );
  });

  it('name three users by a claim of their tokens', () => {
    const by = config({ context: [{ source: 'REQUEST_JWT', name: 'username', token, type: 'user' }] });
    expect(sizes(by, 'user')).toEqual([53, 39, 23]);
    expect(new Set(requests.map((it) => identify(it, by, hasher).user))).toContain('user1@example.com');
  });

  it('group by that claim, and the eight without a token by the cookie', () => {
    const by = config({ groupBy: [{ source: 'REQUEST_JWT', name: 'username', token }] });
    const found = requests.map((it) => identify(it, by, hasher));
    expect(found.filter((it) => it.identifiedBy[0]?.source === 'REQUEST_COOKIE')).toHaveLength(8);
    // the user's own name is gone from her requests, also where a response says it; other people's names are content
    const named = config({ context: [{ source: 'REQUEST_JWT', name: 'username', token, type: 'user' }] });
    const leaks = requests.filter((it, i) => {
      const { user } = identify(it, named, hasher);
      return user !== null && JSON.stringify(found[i]).includes(user);
    });
    expect(leaks).toHaveLength(0);
  });

  it('leave no token, cookie or signature behind', () => {
    const kept = JSON.stringify(requests.map((it) => identify(it, loadSessionsConfig(null), hasher)));
    expect(/eyJ[\w-]/.test(kept)).toBe(false);
    expect(kept.includes('node0')).toBe(false);
  });
});
