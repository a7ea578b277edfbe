import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncomingRequest } from '../../../subgraph/ingest/incoming.type.ts';
import { isSecretHeader, isSecretName } from '../../../subgraph/ingest/masking/secret-names.ts';
import { identify } from '../../../subgraph/ingest/session-key/session-key.ts';
import { loadSessionsConfig } from '../../../subgraph/ingest/session-key/sessions-config.ts';
import { config, form, hasher, headers, json, jwt, request } from './request.ts';

const builtIn = loadSessionsConfig(null);
const of = (more: Partial<IncomingRequest>, by = builtIn) => identify(request(more), by, hasher).request;
const header = (name: string, value: string, by = builtIn) =>
  of({ requestHeaders: headers({ [name]: value }) }, by).requestHeaders[0]?.value;
const text = (value: string) => ({ mediaType: 'text/plain', sizeBytes: value.length, truncated: false, text: value });

describe('headers', () => {
  it.each([
    ['Cookie', 'JSESSIONID=a; theme=dark;garbage', 'JSESSIONID=***; theme=***; ***'],
    ['Set-Cookie', 'id=a; Path=/; HttpOnly', 'id=***; Path=/; HttpOnly'],
    ['Authorization', 'Bearer abc', 'Bearer ***'],
    ['authorization', 'Basic dXNlcjpwYXNz', 'Basic ***'],
    ['Proxy-Authorization', 'my secret words', '***'],
    ['X-Api-Key', 'k', '***'],
    ['X-CSRF-Token', 'k', '***'],
    ['X-Auth', 'k', '***'],
    ['X-User', jwt({ a: 1 }), 'eyJ***'],
    ['Accept', 'text/html', 'text/html'],
    ['Idempotency-Key', 'k-1', 'k-1'],
    [
      'Referer',
      'https://u:p@h/a;jsessionid=1/b?x=1&token=t#access_token=y&z=1',
      'https://***@h/a;jsessionid=***/b?x=1&token=***#access_token=***&z=1',
    ],
    ['Location', '/cb?code=1&state=2', '/cb?code=***&state=2'],
  ])('%s: %s is %s', (name, value, masked) => {
    const found = identify(request({ requestHeaders: headers({ [name]: value }) }), builtIn, hasher);
    expect(found.requestHeaders).toEqual([{ name, value: masked, masked: masked !== value }]);
    expect(of({ responseHeaders: headers({ [name]: value }) }).responseHeaders[0]?.value).toBe(masked);
  });

  it('masks configured keys and hashed parameters by their names, and where tokens are', () => {
    const by = config({
      groupBy: [
        { source: 'REQUEST_HEADER', name: 'X-Device' },
        { source: 'REQUEST_JWT', name: 'a', token: { source: 'REQUEST_HEADER', name: 'x-who' } },
      ],
      context: [
        { source: 'REQUEST_HEADER', name: 'account', hash: true },
        { source: 'REQUEST_HEADER', name: 'plan' },
      ],
    });
    expect(['x-device', 'x-who', 'Account', 'plan'].map((it) => header(it, 'v', by))).toEqual([
      '***',
      '***',
      '***',
      'v',
    ]);
  });
});

describe('query and path', () => {
  it.each([
    ['a=%41&b=+c&&d', 'a=%41&b=+c&&d'],
    ['Access_Token=x&b=1&password=%20y&api-key=1&token=', 'Access_Token=***&b=1&password=***&api-key=***&token='],
    ['pass%77ord=x&user[password]=z', 'pass%77ord=***&user[password]=***'],
    ['next_page_token=x&code=DE', 'next_page_token=x&code=DE'],
    ['code=abc&state=1', 'code=***&state=1'],
    [`x=${jwt({})}`, 'x=eyJ***'],
  ])('%s is %s', (query, masked) => {
    expect(of({ query }).query).toBe(masked);
  });

  it('masks matrix parameters and hashed values', () => {
    expect(of({ path: '/a;jsessionid=1.n;v=2/b' }).path).toBe('/a;jsessionid=***;v=2/b');
    const sent = { requestHeaders: headers({ Cookie: 'sid=s3cret-1' }) };
    expect(of({ ...sent, path: '/s/s3cret-1/x%20y', query: 'a=s%33cret-1&b=%20' })).toMatchObject({
      path: '/s/***/x%20y',
      query: 'a=***&b=%20',
    });
    const [detection] = of({
      ...sent,
      detections: [
        {
          attackId: null,
          type: 'sqli',
          payload: "s3cret-1' or 1=1",
          parameter: 'COOKIE:s3cret-1',
          tags: [{ key: 'k', value: 's3cret-1' }],
          action: 'BLOCKED',
          falsePositive: false,
        },
      ],
    }).detections;
    expect(detection).toMatchObject({
      payload: "***' or 1=1",
      parameter: 'COOKIE:***',
      tags: [{ key: 'k', value: '***' }],
    });
  });
});

describe('bodies', () => {
  it.each([
    ['{ "user": "u",\n "Password" : "p\\"q", "n": 1.50 }', '{ "user": "u",\n "Password" : "***", "n": 1.50 }'],
    ['{"access_token":123,"token":null,"tokens":1}', '{"access_token":"***","token":null,"tokens":1}'],
    ['{"secret":["a","b",{"c":"d"}],"e":"f"}', '{"secret":["***","***",{"c":"d"}],"e":"f"}'],
    ['{"token":"cut of', '{"token":"***"'],
    ['{"t":"s3cret-1","u":"x\\u00733cret-1"}', '{"t":"***","u":"***"}'],
    ['{"s3cret-1":{"a":"s\\u0033cret-1"}}', '{"***":{"a":"***"}}'],
  ])('JSON %s is %s', (body, masked) => {
    const sent = { requestHeaders: headers({ Cookie: 'sid=s3cret-1' }) };
    expect(of({ ...sent, requestBody: json(body) }).requestBody?.text).toBe(masked);
    expect(of({ ...sent, responseBody: json(body) }).responseBody?.text).toBe(masked);
  });

  it('masks short configured values in their place alone', () => {
    const by = config({
      groupBy: [
        { source: 'REQUEST_BODY', name: '$.session.id' },
        { source: 'REQUEST_BODY', name: 'sess' },
      ],
    });
    expect(of({ requestBody: json('{"session": {"id": 42}, "n": 42, "id": 7}') }, by).requestBody?.text).toBe(
      '{"session": {"id": "***"}, "n": 42, "id": 7}',
    );
    expect(of({ requestBody: form('sess=ab&n=ab&pwd=1') }, by).requestBody?.text).toBe('sess=***&n=ab&pwd=***');
  });

  it('masks numbers, lists, XML and multipart forms', () => {
    const by = config({ groupBy: [{ source: 'REQUEST_BODY', name: '$.ids' }] });
    expect(of({ requestBody: json({ ids: [1234567, 7654321], other: 1234567 }) }, by).requestBody?.text).toBe(
      '{"ids":["***","***"],"other":"***"}',
    );
    expect(of({ requestBody: text('<a><w:Password x="1">p</w:Password><b>c</b></a>') }).requestBody?.text).toBe(
      '<a><w:Password x="1">***</w:Password><b>c</b></a>',
    );
    const multipart = (value: string) =>
      `--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${value}\r\n--x--`;
    expect(of({ requestBody: text(multipart('p')) }).requestBody?.text).toBe(multipart('***'));
  });

  it('masks base64 bodies byte by byte, whatever their charset', () => {
    const sent = { requestHeaders: headers({ Cookie: `sid=${encodeURIComponent('sécret-1')}` }) };
    const body = (bytes: Buffer) => ({
      mediaType: null,
      sizeBytes: 1,
      truncated: false,
      base64: bytes.toString('base64'),
    });
    const masked = (bytes: Buffer) =>
      Buffer.from(of({ ...sent, requestBody: body(bytes) }).requestBody?.base64 ?? '', 'base64');
    const around = Buffer.from([0, 0xff, 0xfe, 0x80]);
    for (const charset of ['utf8', 'latin1', 'utf16le'] as const) {
      expect(masked(Buffer.concat([around, Buffer.from('sécret-1', charset), around]))).toEqual(
        Buffer.concat([around, Buffer.from('***'), around]),
      );
    }
    expect(masked(around)).toEqual(around);
  });

  it('masks the beginning of a secret at the end of a cut body', () => {
    const sent = { requestHeaders: headers({ Cookie: 'sid=s3cret-value-1' }) };
    expect(of({ ...sent, requestBody: { ...text('it is s3cret-val'), truncated: true } }).requestBody?.text).toBe(
      'it is ***',
    );
    expect(of({ requestBody: { ...text(`it is ${jwt({}).slice(0, 30)}`), truncated: true } }).requestBody?.text).toBe(
      'it is eyJ***',
    );
  });
});

it('knows names', () => {
  expect(
    ['token', 'client_secret', 'newPassword', 'X-Amz-Signature', 'csrfToken', 'PHPSESSID'].filter(
      (it) => !isSecretName(it),
    ),
  ).toEqual([]);
  expect(
    ['code', 'key', 'id', 'pageToken', 'author', 'design', 'passenger', 'tokenCount'].filter(isSecretName),
  ).toEqual([]);
  expect(
    ['x-auth-token', 'x-xsrf-token', 'Ocp-Apim-Subscription-Key', 'apikey', 'X-Session-Id'].filter(
      (it) => !isSecretHeader(it),
    ),
  ).toEqual([]);
  expect(
    ['author', 'content-type', 'www-authenticate', 'x-forwarded-for', ':authority'].filter(isSecretHeader),
  ).toEqual([]);
});

describe('property', () => {
  // no value at all, or what stands for masked text
  const secret = fc
    .oneof(
      fc.string({ minLength: 6, maxLength: 40 }),
      fc.string({ unit: 'grapheme', minLength: 6, maxLength: 40 }),
      fc.base64String({ minLength: 8 }),
    )
    .map((it) => it.trim())
    .filter((it) => it.length >= 6 && it.isWellFormed() && !/[*\0]|^(deleted|undefined|x+|eyJ)/i.test(it));
  const token = { source: 'REQUEST_HEADER', name: 'x-who' };
  const everySource = [
    { source: 'REQUEST_HEADER', name: 'x-device' },
    { source: 'REQUEST_COOKIE', name: 'c' },
    { source: 'REQUEST_QUERY', name: 'q' },
    { source: 'REQUEST_BODY', name: '$.a.id' },
    { source: 'REQUEST_BODY', name: 'f' },
    { source: 'REQUEST_JWT', name: 'who', token },
    { source: 'RESPONSE_HEADER', name: 'x-r' },
    { source: 'RESPONSE_BODY', name: '$[0]' },
  ];
  const carried: Record<string, (s: string) => Partial<IncomingRequest>> = {
    'REQUEST_HEADER x-device': (s) => ({ requestHeaders: headers({ 'X-Device': s }) }),
    'REQUEST_COOKIE c': (s) => ({ requestHeaders: headers({ Cookie: `a=b; c=${encodeURIComponent(s)}` }) }),
    'REQUEST_COOKIE sid': (s) => ({ requestHeaders: headers({ Cookie: `sid=${encodeURIComponent(s)}` }) }),
    'REQUEST_QUERY q': (s) => ({ query: `x=1&q=${encodeURIComponent(s)}` }),
    'REQUEST_BODY $.a.id': (s) => ({ requestBody: json({ a: { id: s }, again: `<${s}>` }) }),
    'REQUEST_BODY f': (s) => ({ requestBody: form(new URLSearchParams({ f: s, again: `<${s}>` }).toString()) }),
    'REQUEST_JWT who': (s) => ({ requestHeaders: headers({ 'x-who': jwt({ who: s }) }) }),
    'RESPONSE_HEADER x-r': (s) => ({ responseHeaders: headers({ 'x-r': s }) }),
    'RESPONSE_BODY $[0]': (s) => ({ responseBody: json([s, { again: JSON.stringify(s) }]) }),
    'REQUEST_BODY explicit': (s) => ({ parameters: [{ name: '$.a.id', source: 'REQUEST_BODY', value: s }] }),
  };
  /** The secret wherever else it may turn up. */
  const echoed = (s: string): Partial<IncomingRequest> => ({
    path: `/a/${encodeURIComponent(s)}/b`,
    user: s,
    detections: [
      {
        attackId: null,
        type: 'xss',
        payload: `<i>${s}</i> ${encodeURIComponent(s)}`,
        parameter: s,
        tags: [],
        action: 'BLOCKED',
        falsePositive: false,
      },
    ],
  });
  const forms = (s: string) => {
    const quoted = JSON.stringify(s).slice(1, -1);
    return [
      s,
      quoted,
      JSON.stringify(quoted).slice(1, -1),
      encodeURIComponent(s),
      new URLSearchParams({ s }).toString().slice(2),
    ];
  };

  for (const as of ['groupBy', 'context']) {
    const by = config({ [as]: everySource.map((it) => (as === 'context' ? { ...it, hash: true } : it)) });
    it.each(Object.entries(carried))(`nothing of a hashed %s is left (${as})`, (name, carry) => {
      fc.assert(
        fc.property(secret, (s) => {
          const given = { ...echoed(s), ...carry(s) };
          given.query = `${given.query ?? ''}&e=${encodeURIComponent(s)}`;
          given.requestHeaders = [
            ...(given.requestHeaders ?? []),
            { name: 'x-echo', value: `[${s}]` },
            { name: 'Referer', value: `http://h/${encodeURIComponent(s)}` },
          ];
          given.requestBody ??= text(`echo ${s} ${encodeURIComponent(s)}`);
          const kept = JSON.stringify(identify(request({ ip: '10.0.0.1', ...given }), by, hasher));
          // what stands there in any case is no leak
          const ordinary = JSON.stringify(
            identify(request({ ip: '10.0.0.1', ...echoed('~~~'), ...carry('~~~') }), by, hasher),
          );
          for (const form of forms(s))
            if (!ordinary.includes(form)) expect(kept.includes(form), `${name}: ${form} in ${kept}`).toBe(false);
        }),
        { numRuns: 150 },
      );
    });
  }

  it('never throws, whatever a request holds', () => {
    const any = fc.string({ unit: 'binary', maxLength: 60 });
    const body = fc.oneof(fc.constant(null), fc.json().map(json), any.map(json), any.map(form), any.map(text));
    const sent = fc.array(
      fc.record({ name: fc.oneof(any, fc.constantFrom('Cookie', 'Authorization', 'Referer', 'x-who')), value: any }),
      { maxLength: 5 },
    );
    const by = config({ groupBy: everySource });
    fc.assert(
      fc.property(
        any,
        any,
        any,
        sent,
        sent,
        body,
        body,
        (ip, path, query, requestHeaders, responseHeaders, requestBody, responseBody) => {
          identify(
            request({ ip, path, query, requestHeaders, responseHeaders, requestBody, responseBody }),
            by,
            hasher,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

it('survives megabytes of escapes', () => {
  const body = json(`{"a":"${'\\"'.repeat(2_000_000)}","password":"p"}`);
  expect(of({ requestBody: body }).requestBody?.text?.endsWith('"password":"***"}')).toBe(true);
  of({ requestBody: text(`${'<a>'.repeat(10)}${'x '.repeat(4_000_000)}`) });
});

it('takes linear time on hostile bodies', () => {
  const started = performance.now();
  for (const part of [
    '"',
    '\\"',
    '{"a":"',
    'eyJ',
    'eyJ.',
    '%41',
    '<a>',
    'name="a"',
    'form-data name="a"\n',
    '</',
    'a=b&',
    '[',
    '-',
  ]) {
    for (const make of [json, form, text]) {
      of({ requestHeaders: headers({ Cookie: 'sid=s3cret-1' }), requestBody: make(`{"${part.repeat(50_000)}\\`) });
      of({ requestHeaders: headers({ Cookie: 'sid=s3cret-1' }), requestBody: make(part.repeat(50_000)) });
    }
  }
  expect(performance.now() - started).toBeLessThan(15_000);
});
