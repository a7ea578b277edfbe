import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli, DATA, digestOf, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

// Every derived number is recomputed: one that is broken on purpose is named, with its place, by exit code 1.

const VISIT = { time: '2024-05-12T10:00:00Z', method: 'GET', path: '/', ip: '198.51.100.7' };

let place: Place;
beforeAll(async () => {
  buildCli();
  place = await Place.on(DATABASES.at(-1)!);
  await place.import([
    join(DATA, 'access-nginx-shop-2019-sample.log.gz'),
    join(DATA, 'modsecurity-audit/modsec_audit_v3.log'),
    join(DATA, 'modsecurity-audit/modsec_audit_v2_json.log'),
  ]);
  // A session with more users than it has tokens for.
  const lines = Array.from({ length: 70 }, (_, index) => ({ ...VISIT, user: `user${index}` }));
  await place.import(['-'], { input: lines.map((line) => JSON.stringify(line)).join('\n') });
});
afterAll(() => place.remove());

/** The largest session, for it is the one with most to lose. */
const LARGEST = '(tenant, key, day) = (SELECT tenant, key, day FROM session ORDER BY request_count DESC, key LIMIT 1)';

test('nothing is broken', async () => {
  expect(await place.verify()).toMatchObject({ code: 0, requests: 1078, differences: 0, said: '' });
  expect((await place.run(['verify'])).stdout).toMatch(/^1078 requests in \d+ sessions: 0 differences\n$/);
});

test('numbers and tokens of a session', async () => {
  await broken(
    `UPDATE session SET request_count = request_count + 1, started_at = started_at - interval '1 second',
       duration_ms = 0, endpoint_count = 0, tokens = array_replace(tokens, 'm:GET', 'm:BREW')
     WHERE ${LARGEST}`,
    8,
    /session \S+\.2019\d{4}: request_count: stored \d+, recomputed \d+/,
    /: started_at: stored \d+, recomputed \d+/,
    /: duration_ms: stored 0, recomputed \d+/,
    /: endpoint_count: stored 0, recomputed \d+/,
    /: token m:GET: stored null, recomputed \d+ requests, 0 detections/,
    /: token m:BREW: stored \d+ requests, 0 detections, recomputed null/,
    /: counter METHOD BREW on \S+: sessions: stored null, recomputed 1/,
  );
});

test('a session that is gone, with its requests left', async () => {
  await broken(
    `DELETE FROM session WHERE ${LARGEST}`,
    null,
    /: request without session: stored present, recomputed absent/,
  );
});

test('a value of a session that is gone, and one that is too many', async () => {
  await broken(
    `DELETE FROM session_value WHERE (tenant, session_key, day, dimension, value) = (
       SELECT tenant, session_key, day, dimension, value FROM session_value LIMIT 1)`,
    2,
    /: value \w+ \S+: stored null, recomputed \d+ requests, 0 detections\n.*counter \w+ \S+ on \S+: sessions:/s,
  );
  await broken(
    `UPDATE session SET token_requests[array_position(tokens, 'm:GET')] = 1 WHERE ${LARGEST}`,
    1,
    /: token m:GET: stored 1 requests, 0 detections, recomputed \d+ requests, 0 detections/,
  );
  await broken(
    `UPDATE session SET token_requests = token_requests || 1 WHERE ${LARGEST}`,
    1,
    /: numbers of tokens: stored \d+, recomputed \d+/,
  );
});

test('a counter', async () => {
  await broken(
    `UPDATE facet_count SET sessions = sessions - 1 WHERE dimension = 'STATUS' AND value = '404'`,
    null,
    /counter STATUS 404 on \S+: sessions: stored \d+, recomputed \d+/,
  );
  await broken(
    `DELETE FROM facet_count WHERE dimension = 'SESSION' AND day = '2019-01-22'`,
    1,
    /stored null, recomputed \d+/,
  );
});

test('a counter of sessions without a value, of a class of codes, and of a quarter of an hour', async () => {
  await broken(
    `UPDATE facet_count SET sessions = sessions + 1 WHERE dimension = 'NO_VALUE' AND value IN ('USER', 'COUNTRY') AND day = '2019-01-22'`,
    2,
    /counter NO_VALUE USER on 2019-01-22: sessions: stored \d+, recomputed \d+/,
    /counter NO_VALUE COUNTRY on 2019-01-22: sessions: stored \d+, recomputed \d+/,
  );
  await broken(
    `DELETE FROM facet_count WHERE dimension = 'STATUS_CLASS' AND value = '2' AND day = '2019-01-22'`,
    1,
    /counter STATUS_CLASS 2 on 2019-01-22: sessions: stored null, recomputed \d+/,
  );
  const quarter = `(tenant, day, quarter) = (SELECT tenant, day, quarter FROM timeline_count ORDER BY requests DESC, 1, 2, 3 LIMIT 1)`;
  await broken(
    `UPDATE timeline_count SET malicious = malicious + 1, duration_buckets = '{7}', duration_counts = '{1}', duration_sums = '{8}' WHERE ${quarter}`,
    1,
    /: requests of 20\S+ \d\d:\d\d: counters: stored \d+ requests from .* times \[\[7,1,8\]\], recomputed \d+ requests from/,
  );
  await broken(
    `DELETE FROM timeline_count WHERE ${quarter}`,
    1,
    /: counters: stored null, recomputed \d+ requests from/,
  );
});

test('a detection, a content and an endpoint that lost their request, or the other way round', async () => {
  await broken(`DELETE FROM detection WHERE position = 1`, null, /request \S+: attack types, ids and count: stored/);
  await broken(`DELETE FROM endpoint`, null, /: request without endpoint: stored present, recomputed absent/);
  await broken(
    `UPDATE request SET content_stored = false WHERE content_stored`,
    null,
    /: content without request: stored present, recomputed absent/,
  );
});

test('a histogram of an endpoint', async () => {
  await broken(
    `UPDATE endpoint_baseline SET buckets = '[]', samples = 1
     WHERE (endpoint_id, outcome, day, metric) = (SELECT endpoint_id, outcome, day, metric FROM endpoint_baseline
       WHERE samples < 50 ORDER BY 1, 2, 3, 4 LIMIT 1)`,
    1,
    /: baseline \S+ (SUCCESS|ERROR) (DURATION|SIZE) on 20\S+: values: stored 1 in \[\], recomputed \d+ in \[\[/,
  );
});

test('a request that is called slow or large, and is not', async () => {
  await broken(
    `UPDATE request SET size_deviation = 'HIGH' WHERE id = (
       SELECT min(id) FROM request WHERE size_bytes IS NOT NULL AND status = 200 AND NOT blocked AND size_deviation IS NULL)`,
    null,
    /: deviation SIZE of \d+ requests to \S+ with \d+: stored HIGH, recomputed null/,
    /: token d:SIZE: stored null, recomputed \d+ requests/,
  );
  await broken(
    `UPDATE request SET duration_deviation = 'HIGH' WHERE id = (SELECT min(id) FROM request WHERE duration_ms IS NULL)`,
    null,
    /: request \S+: deviation DURATION: stored HIGH, recomputed null/,
  );
});

test('a request that is stored twice', async () => {
  await broken(
    `INSERT INTO request SELECT (jsonb_populate_record(r, '{"seq": 0}')).* FROM request AS r
     WHERE id = (SELECT min(id) FROM request)`,
    null,
    /: request stored twice:/,
  );
});

/** Breaks something, has it found, and puts it back. */
async function broken(statement: string, differences: number | null, ...said: RegExp[]): Promise<void> {
  const [command, table = ''] = /(?:UPDATE|DELETE FROM|INSERT INTO) (\w+)/.exec(statement) ?? [];
  expect(command).toBeDefined();
  const columns = await columnsOf(table);
  await place.query(`CREATE TABLE kept AS TABLE ${table}`);
  await place.query(statement);
  const found = await place.verify();
  expect(found.code).toBe(1);
  for (const each of said) expect(found.said).toMatch(each);
  if (differences !== null) expect(found.differences).toBe(differences);
  expect(found.said.trimEnd().split('\n')).toHaveLength(found.differences);
  await place.query(`DELETE FROM ${table}`);
  await place.query(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM kept`);
  await place.query('DROP TABLE kept');
}

/** What is not made of the others. */
async function columnsOf(table: string): Promise<string> {
  const rows = await place.query(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
  );
  return rows.map(({ name }) => name).join(', ');
}

test('after all of that, nothing was changed by looking', async () => {
  const before = await digestOf(place);
  expect(await place.verify()).toMatchObject({ code: 0, differences: 0 });
  expect(await digestOf(place)).toEqual(before);
});
