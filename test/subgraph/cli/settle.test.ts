import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

// `api-sessions settle`: what imports were not to judge again is judged when somebody asks for it.

beforeAll(buildCli);

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

function log(name: string, requests: number, durationMs: number): string {
  const lines = Array.from({ length: requests }, (_, index) =>
    JSON.stringify({
      id: `${name}-${index}`,
      time: '2024-05-12T10:00:00Z',
      method: 'GET',
      host: 'shop.example',
      path: '/cart',
      status: 200,
      durationMs,
      sizeBytes: 400,
      parameters: [{ name: 'sid', source: 'REQUEST_COOKIE', value: `session ${name} ${index % 50}` }],
    }),
  );
  return `${lines.join('\n')}\n`;
}

const SLOW = 'SELECT count(*)::int AS n FROM request WHERE duration_deviation IS NOT NULL';

describe.each(DATABASES)('%s', (kind) => {
  test('judges everything that is due, also after it was killed, and says what it did', {
    timeout: 300_000,
  }, async () => {
    const place = await Place.on(kind);
    places.push(place);
    const files = { usual: [10_500, 20], slow: [500, 300], more: [300, 300] } as const;
    for (const [name, [requests, durationMs]] of Object.entries(files)) {
      writeFileSync(join(place.folder, name), log(name, requests, durationMs));
    }
    await place.import([join(place.folder, 'usual'), join(place.folder, 'slow')]);
    expect((await place.run(['settle'])).stdout).toBe('nothing was due\n');
    await place.import([join(place.folder, 'more')]);
    // Those that came first are called slow still: 300 ms have become usual since.
    expect((await place.query(SLOW))[0]).toEqual({ n: 500 });
    expect(await place.verify()).toMatchObject({ code: 0, differences: 0, due: 1 });

    const killed = place.start(['settle']);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await killed.kill('SIGKILL');
    expect(await place.verify()).toMatchObject({ code: 0, differences: 0 });
    const { code, stdout, stderr } = await place.run(['settle', '--tenant', 'default', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ settled: [{ tenant: 'default', risks: 0, deviations: expect.any(Number) }] });
    expect((await place.query(SLOW))[0]).toEqual({ n: 0 });
    expect(await place.verify()).toMatchObject({ code: 0, differences: 0, due: 0 });
    expect(await place.run(['settle', '--tenant', 'no tenant'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--tenant'),
    });
  });
});
