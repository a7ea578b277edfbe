import { describe, expect, it } from 'vitest';
import type { IncomingRequest } from '../../../subgraph/ingest/incoming.type.ts';
import { createHasher, identify } from '../../../subgraph/ingest/session-key/session-key.ts';
import { loadSessionsConfig } from '../../../subgraph/ingest/session-key/sessions-config.ts';
import { config, form, hasher, headers, json, jwt, request } from './request.ts';

const builtIn = loadSessionsConfig(null);
const of = (more: Partial<IncomingRequest>, by = builtIn) => identify(request(more), by, hasher);
const cookie = (value: string) => of({ ip: '10.0.0.1', requestHeaders: headers({ Cookie: value }) });
const sources = (more: Partial<IncomingRequest>, by = builtIn) =>
  of(more, by).identifiedBy.map(({ name, source }) => `${source} ${name}`);

describe('hasher', () => {
  it('makes keys of 22 characters and short values, of one tenant and one secret', () => {
    expect(hasher.key('parameter', ['a', null])).toMatch(/^[\w-]{22}$/);
    expect(hasher.value('a')).toMatch(/^hmac:[0-9a-f]{16}$/);
    expect(createHasher('test secret', 'default').value('a')).toBe(hasher.value('a'));
    expect(createHasher('test secret', 'other').value('a')).not.toBe(hasher.value('a'));
    expect(createHasher('other', 'default').key('k', ['a'])).not.toBe(hasher.key('k', ['a']));
    expect(hasher.key('k', ['ab', 'c'])).not.toBe(hasher.key('k', ['a', 'bc']));
    expect(hasher.key('k', [null])).not.toBe(hasher.key('k', ['null']));
  });
});

describe('without a configuration', () => {
  it('prefers cookies to headers to claims to the connection', () => {
    const claim = { Authorization: `Bearer ${jwt({ sid: 's-1' })}` };
    const header = { 'X-Session-ID': 'x-1', ...claim };
    const all = { 'User-Agent': 'curl', Cookie: 'sid=1; PHPSESSID=p-1', ...header };
    expect(sources({ ip: '::1', requestHeaders: headers(all) })).toEqual(['REQUEST_COOKIE PHPSESSID']);
    expect(sources({ ip: '::1', requestHeaders: headers(header) })).toEqual(['REQUEST_HEADER x-session-id']);
    expect(sources({ ip: '::1', requestHeaders: headers(claim) })).toEqual(['REQUEST_JWT sid']);
  });

  it('falls back to address and user agent, to what there is of them, to nothing', () => {
    const agent = headers({ 'user-agent': 'curl/8' });
    expect(sources({ ip: '10.0.0.1', requestHeaders: agent })).toEqual(['CONNECTION ip', 'REQUEST_HEADER User-Agent']);
    expect(sources({ ip: '10.0.0.1', requestHeaders: headers({ 'User-Agent': '-' }) })).toEqual(['CONNECTION ip']);
    expect(sources({ requestHeaders: agent })).toEqual(['REQUEST_HEADER User-Agent']);
    expect(sources({})).toEqual([]);
    const keys = [{ ip: '10.0.0.1', requestHeaders: agent }, { ip: '10.0.0.1' }, { requestHeaders: agent }, {}];
    expect(new Set(keys.map((it) => of(it).key)).size).toBe(4);
    expect(of({ ip: '10.0.0.1', requestHeaders: agent }).parameters).toEqual([
      { name: 'ip', source: 'CONNECTION', value: '10.0.0.1', hashed: false, key: true },
      { name: 'User-Agent', source: 'REQUEST_HEADER', value: 'curl/8', hashed: false, key: true },
    ]);
  });

  it('takes spellings of one address for one address', () => {
    expect(of({ ip: '::ffff:10.0.0.1' }).key).toBe(of({ ip: '10.0.0.1' }).key);
    expect(of({ ip: '2001:DB8:0::1' }).request.ip).toBe('2001:db8::1');
  });

  it.each(['', '-', 'null', 'undefined', 'deleted', '***', 'xxxxxxxx', '[REDACTED]', '<filtered>', '""', ' '])(
    'has no session in the value %j',
    (value) => {
      expect(cookie(`JSESSIONID=${value}`).identifiedBy[0]?.name).toBe('ip');
    },
  );

  it.each([
    ['a JWT', jwt({ a: 1 })],
    ['Laravel', 'eyJpdiI6IkxQ'],
    ['compressed Flask', '.eJwlzjkOwjAQAMC_uKbwHt61'],
  ])('passes over a cookie that carries its content: %s', (_, value) => {
    expect(cookie(`session=${value}; sid=s1`).identifiedBy[0]?.name).toBe('sid');
  });

  it('survives garbage, and takes the first of equal cookies', () => {
    const key = cookie('JSESSIONID=a').key;
    expect(cookie(';;=; =x; %%%; JSESSIONID=a; JSESSIONID=b; \0').key).toBe(key);
    expect(cookie('jsessionid=a').key).not.toBe(key);
    expect(cookie('JSESSIONID=%zz').identifiedBy[0]?.name).toBe('JSESSIONID');
    expect(of({ requestHeaders: headers({ COOKIE: 'theme=dark', cookie: 'JSESSIONID=a' }) }).key).toBe(key);
  });

  it.each(['__Host-session', '__Secure-session', '__Host-Http-JSESSIONID', '__Http-sid'])(
    'takes %s for a session cookie, by its own name and value',
    (name) => {
      const found = [cookie(`${name}=AAAAAAAA1`), cookie(`${name}=AAAAAAAA2`)];
      expect(found.map(({ identifiedBy }) => identifiedBy)).toEqual(
        [[{ name, source: 'REQUEST_COOKIE' }]].flatMap((it) => [it, it]),
      );
      expect(new Set([...found.map(({ key }) => key), cookie('session=AAAAAAAA1').key]).size).toBe(3);
      expect(found[0]!.requestHeaders[0]?.value).toBe(`${name}=***`);
    },
  );

  it('tries the plain name of a cookie before its prefixes, and all of them before the next name', () => {
    const names = (value: string) => cookie(value).identifiedBy[0]?.name;
    expect(names('__Host-session=a; session=b')).toBe('session');
    expect(names('sid=a; __Secure-session=b')).toBe('__Secure-session');
    // Flask's content, whatever its name
    expect(names('__Host-session=eyJhIjoxfQ.x.y; sid=a')).toBe('sid');
    expect(names('__host-session=a')).toBe('ip');
  });

  it('takes a value in quotes for the value', () => {
    const key = cookie('JSESSIONID=a%2Fb').key;
    for (const written of [
      'JSESSIONID="a/b"',
      'x=1; JSESSIONID = "a%2Fb" ; y',
      '$Version="1"; JSESSIONID="a/b"; $Path="/"',
    ])
      expect(cookie(written).key).toBe(key);
    for (const other of ['JSESSIONID="a/b', 'JSESSIONID=a/b"', 'JSESSIONID=%22a/b%22'])
      expect(cookie(other).key).not.toBe(key);
    expect(cookie('JSESSIONID=""').identifiedBy[0]?.name).toBe('ip');
    expect(cookie('JSESSIONID="null"').identifiedBy[0]?.name).toBe('ip');
    // its content changes inside a session, in quotes as well
    expect(cookie('session="eyJhIjoxfQ.x.y"; sid=a').identifiedBy[0]?.name).toBe('sid');
  });

  it('does not join equal values of different parameters', () => {
    expect(cookie('sid=a').key).not.toBe(cookie('JSESSIONID=a').key);
    expect(of({ requestHeaders: headers({ sid: 'a' }) }).key).not.toBe(cookie('sid=a').key);
  });

  it('still shows the user agent when a cookie decides', () => {
    expect(of({ requestHeaders: headers({ Cookie: 'sid=s1', 'User-Agent': 'curl' }) }).parameters).toEqual([
      { name: 'sid', source: 'REQUEST_COOKIE', value: hasher.value('s1'), hashed: true, key: true },
      { name: 'User-Agent', source: 'REQUEST_HEADER', value: 'curl', hashed: false, key: false },
    ]);
  });

  it('does not group by API keys or bearer tokens', () => {
    const sent = headers({ 'x-api-key': 'k1', Authorization: 'Bearer opaque' });
    expect(sources({ ip: '10.0.0.1', requestHeaders: sent })).toEqual(['CONNECTION ip']);
  });
});

describe('with a configuration', () => {
  const bearer = (claims: unknown) => headers({ Authorization: `bearer ${jwt(claims)}` });
  const by = (source: string, name: string, more = {}) => config({ groupBy: [{ source, name, ...more }] });

  it.each<[string, ReturnType<typeof config>, Partial<IncomingRequest>]>([
    ['header', by('REQUEST_HEADER', 'X-Device'), { requestHeaders: headers({ 'x-device': 'v-1' }) }],
    ['cookie', by('REQUEST_COOKIE', 'c'), { requestHeaders: headers({ cookie: 'c=v-1' }) }],
    ['query', by('REQUEST_QUERY', 'a b'), { query: 'x=1&a+b=v-1&a%20b=2' }],
    ['JSON body', by('REQUEST_BODY', '$.session.id'), { requestBody: json({ session: { id: 'v-1' } }) }],
    [
      'JSONPath with a filter',
      by('REQUEST_BODY', "$.ids[?@.kind=='s'].value"),
      { requestBody: json({ ids: [{ kind: 's', value: 'v-1' }] }) },
    ],
    ['form', by('REQUEST_BODY', 'sess'), { requestBody: form('a=1&sess=v%2D1') }],
    ['claim', by('REQUEST_JWT', 'sub'), { requestHeaders: bearer({ sub: 'v-1' }) }],
    ['nested claim', by('REQUEST_JWT', '$.a.b'), { requestHeaders: bearer({ a: { b: 'v-1' } }) }],
    [
      'token in a cookie',
      by('REQUEST_JWT', 'sub', { token: { source: 'REQUEST_COOKIE', name: 't' } }),
      { requestHeaders: headers({ Cookie: `t=${jwt({ sub: 'v-1' })}` }) },
    ],
    [
      'token in the query',
      by('REQUEST_JWT', 'sub', { token: { source: 'REQUEST_QUERY', name: 't' } }),
      { query: `t=${jwt({ sub: 'v-1' })}` },
    ],
    ['response header', by('RESPONSE_HEADER', 'x-s'), { responseHeaders: headers({ 'X-S': 'v-1' }) }],
    ['response body', by('RESPONSE_BODY', '$[0]'), { responseBody: json(['v-1']) }],
  ])('reads a %s', (_, configured, more) => {
    const { source, name } = configured.groupBy[0]!;
    const found = of({ ip: '10.0.0.1', ...more }, configured);
    expect(found.parameters[0]).toEqual({ name, source, value: hasher.value('v-1'), hashed: true, key: true });
    // what the source took out itself is the same parameter
    const named = of({ parameters: [{ name: name.replace('X-D', 'x-d'), source, value: 'v-1' }] }, configured);
    expect(named.key).toBe(found.key);
    expect(named.parameters).toHaveLength(1);
  });

  it('tries its entries in order, then the built-in set', () => {
    const configured = config({
      groupBy: [
        { source: 'REQUEST_QUERY', name: 's' },
        { source: 'REQUEST_HEADER', name: 'h' },
      ],
    });
    const sent = headers({ h: 'h1', Cookie: 'sid=s1' });
    expect(sources({ query: 's=q1', requestHeaders: sent }, configured)).toEqual(['REQUEST_QUERY s']);
    expect(sources({ query: 's=', requestHeaders: sent }, configured)).toEqual(['REQUEST_HEADER h']);
    expect(sources({ requestHeaders: headers({ h: 'null', Cookie: 'sid=s1' }) }, configured)).toEqual([
      'REQUEST_COOKIE sid',
    ]);
    expect(sources({ ip: '::1', requestHeaders: sent }, config({ builtIn: false }))).toEqual(['CONNECTION ip']);
  });

  it.each(['not a token', 'a.b.c', 'eyJh.%.x', `${jwt({})}.more`, 'null', ''])('has no claims in %j', (token) => {
    const configured = by('REQUEST_JWT', 'sub');
    expect(sources({ ip: '::1', requestHeaders: headers({ Authorization: `Bearer ${token}` }) }, configured)).toEqual([
      'CONNECTION ip',
    ]);
  });

  it('reads no values from cut JSON, deep JSON or the wrong kind of body', () => {
    const configured = by('REQUEST_BODY', '$..id');
    expect(sources({ requestBody: json('{"id":"a') }, configured)).toEqual([]);
    expect(sources({ requestBody: json('[{"id":1}'.repeat(10_000)) }, configured)).toEqual([]);
    expect(sources({ requestBody: json(`${'['.repeat(5000)}${']'.repeat(5000)}`) }, configured)).toEqual([]);
    expect(sources({ requestBody: form('id=a') }, configured)).toEqual([]);
    expect(sources({ requestBody: json({ id: { no: 1 } }) }, configured)).toEqual([]);
    expect(sources({ requestBody: json({ id: 0 }) }, configured)).toEqual(['REQUEST_BODY $..id']);
    expect(sources({ requestHeaders: bearer({}) }, by('REQUEST_JWT', '__proto__'))).toEqual([]);
  });
});

describe('context', () => {
  const configured = config({
    groupBy: [{ source: 'REQUEST_HEADER', name: 'X-Device' }],
    context: [
      { source: 'REQUEST_JWT', name: 'name', type: 'user' },
      { source: 'REQUEST_HEADER', name: 'x-user', type: 'user' },
      { source: 'REQUEST_JWT', name: '$.realm.roles', type: 'role' },
      { source: 'REQUEST_HEADER', name: 'account', hash: true },
      { source: 'REQUEST_HEADER', name: 'x-device' },
    ],
  });
  const sent = headers({
    Authorization: `Bearer ${jwt({ name: 'Zoë', realm: { roles: ['admin', 'ops'] } })}`,
    'X-User': 'zoe-1',
    Account: '222222',
    'X-Device': 'device-1',
  });

  it('fills user and role with the first that has a value, and lists all', () => {
    const found = of({ requestHeaders: sent }, configured);
    expect([found.user, found.role]).toEqual(['Zoë', 'admin,ops']);
    expect([found.request.user, found.request.role]).toEqual(['Zoë', 'admin,ops']);
    expect(found.parameters).toEqual([
      { name: 'X-Device', source: 'REQUEST_HEADER', value: hasher.value('device-1'), hashed: true, key: true },
      { name: 'name', source: 'REQUEST_JWT', value: 'Zoë', hashed: false, key: false },
      { name: 'x-user', source: 'REQUEST_HEADER', value: 'zoe-1', hashed: false, key: false },
      { name: '$.realm.roles', source: 'REQUEST_JWT', value: 'admin,ops', hashed: false, key: false },
      { name: 'account', source: 'REQUEST_HEADER', value: hasher.value('222222'), hashed: true, key: false },
    ]);
  });

  it("lets the record's own user and role win, hashed where the same value is hashed", () => {
    const found = of({ user: 'bob', role: 'device-1', requestHeaders: sent }, configured);
    expect([found.user, found.role]).toEqual(['bob', hasher.value('device-1')]);
    expect(of({ user: '-', requestHeaders: sent }, configured).user).toBe('Zoë');
  });

  it('is found without the values that made the key, hashed all the same', () => {
    const onlyCookie = config({
      groupBy: [
        { source: 'REQUEST_COOKIE', name: 'sid' },
        { source: 'REQUEST_JWT', name: 'name' },
      ],
      context: [{ source: 'REQUEST_JWT', name: 'name', type: 'user', hash: false }],
    });
    const found = of({ requestHeaders: [...sent, { name: 'Cookie', value: 'sid=s1' }] }, onlyCookie);
    expect(found.user).toBe(hasher.value('Zoë'));
  });

  it('shows what the source took out itself, credentials hashed', () => {
    const found = of({
      parameters: [
        { name: 'plan', source: 'RESPONSE_BODY', value: 'gold' },
        { name: 'refresh_token', source: 'REQUEST_BODY', value: 'r-1' },
        { name: 'plan', source: 'RESPONSE_BODY', value: 'silver' },
      ],
    });
    expect(found.parameters).toEqual([
      { name: 'plan', source: 'RESPONSE_BODY', value: 'gold', hashed: false, key: false },
      { name: 'refresh_token', source: 'REQUEST_BODY', value: hasher.value('r-1'), hashed: true, key: false },
    ]);
    expect(found.request.parameters).toEqual([]);
  });

  it('keeps values short and without NUL', () => {
    const long = of({ requestHeaders: headers({ 'X-User': `a\0${'b'.repeat(5000)}` }) }, configured).user;
    expect(long).toHaveLength(1024);
    expect(long).not.toContain('\0');
  });
});

it('leaves its argument alone', () => {
  const given = request({ ip: '::FFFF:1.2.3.4', query: 'token=x', requestHeaders: headers({ Cookie: 'sid=s1' }) });
  const before = JSON.stringify(given);
  identify(given, builtIn, hasher);
  expect(JSON.stringify(given)).toBe(before);
});
