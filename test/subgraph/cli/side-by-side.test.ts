import { cpSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, digestOf, importedBy, linesOf, Place, STORED } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

// Lines in any order, files that overlap, imports side by side, under a server that answers: nothing lost, nothing double.

beforeAll(buildCli);

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

/** @param content null: its data folder does not exist yet */
async function newPlace(kind = DATABASES.at(-1)!, content?: null): Promise<Place> {
  const place = await Place.on(kind, content);
  places.push(place);
  return place;
}

function fileIn(place: Place, name: string, lines: readonly string[]): string {
  const path = join(place.folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`, 'latin1');
  return path;
}

/** The same order at every run. */
function shuffled<T>(values: readonly T[]): T[] {
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const result = [...values];
  for (let at = result.length - 1; at > 0; at--) {
    const other = random(at + 1);
    [result[at], result[other]] = [result[other]!, result[at]!];
  }
  return result;
}

test('late and shuffled lines land in the session part of their day', async () => {
  const lines = linesOf('access-nginx-combined-erddap-api-2024-05-12_18.log.gz');
  const [ordered, mixed] = [await newPlace(), await newPlace()];
  const expected = await ordered.import([fileIn(ordered, 'access.log', lines)]);
  const counted = await mixed.import([fileIn(mixed, 'access.log', shuffled(lines))]);
  expect(counted).toMatchObject({ ...expected, files: expect.anything() });
  const derived = ['session', 'session_value', 'facet_count', 'endpoint'];
  expect(await digestOf(mixed, derived)).toEqual(await digestOf(ordered, derived));
  expect(await mixed.verify()).toMatchObject({ differences: 0 });
});

describe.runIf(DATABASES.includes('PostgreSQL'))('two imports at the same time', () => {
  test('of files that overlap end as one import of all', async () => {
    const lines = linesOf('access-apache-combined-blog-2015.log.gz');
    const [together, alone] = [await newPlace('PostgreSQL'), await newPlace('PostgreSQL')];
    const first = fileIn(together, 'first.log', lines.slice(0, 7_000));
    const second = fileIn(together, 'second.log', lines.slice(3_000));
    const both = await Promise.all([together.import([first]), together.import([second])]);
    expect(both.map(({ read }) => read)).toEqual([7_000, 7_000]);
    expect(both.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(10_000);
    expect(both.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(4_000);
    const whole = await alone.import([fileIn(alone, 'whole.log', lines)]);
    expect(both.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(whole.sessions);
    expect(await digestOf(together)).toEqual(await digestOf(alone));
    expect(await together.verify()).toMatchObject({ requests: 10_000, differences: 0 });
  });
});

describe('while the server runs on the embedded database', () => {
  const COUNT = '{ sessions { totalCount { value } } }';

  async function ask(address: string): Promise<number> {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: COUNT }),
    });
    const { data, errors } = (await response.json()) as {
      data?: { sessions: { totalCount: { value: number } } };
      errors?: unknown;
    };
    if (!data) throw new Error(`the server answered ${response.status}: ${JSON.stringify(errors)}`);
    return data.sessions.totalCount.value;
  }

  /** Asks the server one question after the other, as long as the work takes. */
  async function askDuring(address: string, work: Promise<unknown>): Promise<number[]> {
    const counts: number[] = [];
    let over = false;
    const end = work.finally(() => {
      over = true;
    });
    while (!over) {
      counts.push(await ask(address));
      // As often as a person could, whom nothing keeps from asking.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await end;
    return counts;
  }

  test('imports work through it, it answers all the time, and so does verify', { timeout: 300_000 }, async () => {
    const lines = linesOf('access-apache-combined-blog-2015.log.gz').slice(0, 3_000);
    const place = await newPlace('embedded');
    const { server, address } = await place.serve();
    expect(await ask(address)).toBe(0);

    const imports = Promise.all([
      place.import([fileIn(place, 'first.log', lines.slice(0, 2_500))]),
      place.import([fileIn(place, 'second.log', lines.slice(500))]),
    ]);
    const counts = await askDuring(address, imports);
    const both = await imports;
    expect(both.map(({ accepted, duplicates }) => accepted + duplicates)).toEqual([2_500, 2_500]);
    expect(both.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(3_000);
    expect(counts.length).toBeGreaterThan(1);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));

    const sessions = both.reduce((sum, each) => sum + each.sessions, 0);
    expect(await ask(address)).toBe(sessions);
    const verified = place.verify();
    expect(new Set(await askDuring(address, verified))).toEqual(new Set([sessions]));
    expect(await verified).toMatchObject({ code: 0, requests: 3_000, sessions, differences: 0 });
    expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    expect(place.held()).toBeNull();
  });

  test('an import that is killed leaves the server at work, and can be run again', async () => {
    const lines = linesOf('access-apache-combined-blog-2015.log.gz').slice(0, 6_000);
    const place = await newPlace('embedded');
    const { server, address } = await place.serve();
    const log = fileIn(place, 'access.log', lines);
    const killed = place.start(['import', '--json', log]);
    await place.until(killed, STORED, 2_000);
    await killed.kill('SIGKILL');
    expect(await ask(address)).toBeGreaterThan(0);
    const kept = Number((await place.query(STORED))[0]?.n);
    expect(kept % 2_000).toBe(0);
    expect(await place.import([log])).toMatchObject({ accepted: 6_000 - kept, duplicates: kept });
    expect(await place.verify()).toMatchObject({ requests: 6_000, differences: 0 });
    await server.kill('SIGTERM');
  });

  test('a server that goes takes an import through it along, in one line', async () => {
    const place = await newPlace('embedded');
    const { server } = await place.serve();
    const log = fileIn(place, 'access.log', linesOf('access-apache-combined-blog-2015.log.gz').slice(0, 6_000));
    const running = place.start(['import', '--json', log]);
    await place.until(running, STORED, 2_000);
    expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    const { code, stderr } = await running.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^api-sessions: the database failed in the middle \([^\n]+\): whole batches are kept, run the same import again\n$/,
    );
    expect(importedBy(await place.run(['import', '--json', log])).read).toBe(6_000);
    expect(await place.verify()).toMatchObject({ requests: 6_000, differences: 0 });
  });

  describe('and its data folder is copied, with the lock in it', () => {
    /** A place whose folder is a copy of a folder at work. */
    async function copyOf(place: Place): Promise<Place> {
      const copy = await newPlace('embedded', null);
      cpSync(place.dataDirectory, copy.dataDirectory, { recursive: true });
      return copy;
    }

    test('what is done in the copy is done there, and the server knows nothing of it', async () => {
      const [some, more] = [0, 1].map((n) =>
        linesOf('access-apache-combined-blog-2015.log.gz').slice(n * 200, (n + 1) * 200),
      );
      const place = await newPlace('embedded');
      const { server, address } = await place.serve();
      await place.import([fileIn(place, 'some.log', some!)]);
      const before = await ask(address);

      const copy = await copyOf(place);
      expect(copy.held()).toEqual(place.held());
      expect(await copy.verify()).toMatchObject({ code: 0, requests: 200, differences: 0 });
      await copy.import([fileIn(copy, 'more.log', more!)]);
      expect(await copy.query(STORED)).toEqual([{ n: 400 }]);
      expect(await place.query(STORED)).toEqual([{ n: 200 }]);
      expect(await ask(address)).toBe(before);
      expect(place.held()?.pid).toBe(server.pid);

      const second = await copy.serve();
      expect(await place.verify()).toMatchObject({ requests: 200, differences: 0 });
      expect(await ask(second.address)).toBeGreaterThan(before);
      await second.server.kill('SIGTERM');
      await server.kill('SIGTERM');
    });

    test('by another path it is the same folder, which the server holds', async () => {
      const place = await newPlace('embedded');
      const { server } = await place.serve();
      const other = await newPlace('embedded', null);
      symlinkSync(place.dataDirectory, other.dataDirectory);
      expect((await other.run(['serve'])).stderr).toContain(`is held by process ${server.pid}: stop it`);
      await server.kill('SIGTERM');
    });

    test('a copy in the place of the original is not touched while the server of the original writes to that path', async () => {
      const place = await newPlace('embedded');
      const { server } = await place.serve();
      const copy = await copyOf(place);
      renameSync(place.dataDirectory, join(place.folder, 'aside'));
      renameSync(copy.dataDirectory, place.dataDirectory);
      for (const command of ['serve', 'verify']) {
        const { code, stderr } = await place.run([command]);
        expect([code, stderr]).toEqual([
          1,
          expect.stringMatching(
            new RegExp(`^api-sessions: process ${server.pid} runs and has left the lock .*: stop the process, or`),
          ),
        ]);
      }
      await server.kill('SIGKILL');
    });
  });
});
