import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

// The heads of audit trails, kept in a file elsewhere, show that nothing was cut off.

beforeAll(buildCli);

describe.each(DATABASES)('on the %s database', (kind) => {
  let place: Place;
  afterEach(() => place.remove());
  const makeToken = () =>
    place.run(['token', 'create', '--tenant', 'shop', '--actor', 'a', '--scopes', 'admin', '--expires', '1h']);

  test('the file is written, compared, and left as it is where something is wrong', async () => {
    place = await Place.on(kind);
    const file = `${place.folder}/heads.json`;
    const verify = () => place.run(['verify', '--audit-heads', file]);
    await makeToken();
    expect(await verify()).toMatchObject({ code: 0, stderr: '' });
    const first = JSON.parse(readFileSync(file, 'utf8'));
    expect(first).toEqual({
      shop: { id: expect.stringMatching(/^\d+$/), hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    await makeToken();
    expect(await verify()).toMatchObject({ code: 0, stderr: '' });
    const second = JSON.parse(readFileSync(file, 'utf8'));
    expect(second.shop.id).not.toBe(first.shop.id);
    expect((await place.verify()).auditHeads).toEqual(second);

    await place.query('ALTER TABLE audit DISABLE TRIGGER audit_append_only');
    await place.query(`DELETE FROM audit WHERE seq = ${second.shop.id}`);
    expect(await place.verify()).toMatchObject({ code: 0, differences: 0 });
    for (let again = 0; again < 2; again++)
      expect(await verify()).toMatchObject({
        code: 1,
        stderr: `shop: audit entry ${second.shop.id}: head of the audit trail as it was noted (entries were cut off, or all written anew): stored absent, recomputed ${second.shop.hash}\n`,
      });
  });

  test.each(['no JSON', '[]', '{"shop":{"id":"1"}}', '{"shop":{"id":"x","hash":"y"}}', '{"shop":null}'])(
    'a file with %s is no such file',
    async (content) => {
      place = await Place.on(kind);
      const file = place.write('heads.json', content);
      expect(await place.run(['verify', '--audit-heads', file])).toMatchObject({
        code: 1,
        stderr: `api-sessions: ${file} (--audit-heads) is not what "verify --audit-heads" writes: {"<tenant>":{"id":"17","hash":"<hexadecimal>"}}\n`,
      });
      expect(readFileSync(file, 'utf8')).toBe(content);
    },
  );
});
