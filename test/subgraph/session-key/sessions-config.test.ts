import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  loadSessionsConfig,
  parseSessionsConfig,
  SessionsConfigError,
} from '../../../subgraph/ingest/session-key/sessions-config.ts';
import { parseJson } from '../../../subgraph/values/json-file.ts';

const parse = (text: string) => parseSessionsConfig(text, 'sessions.config.json');

describe('sessions.config.json', () => {
  it('without a file is the built-in set alone', () => {
    expect(loadSessionsConfig(null)).toEqual({ groupBy: [], builtIn: true, context: [], trustedProxies: [] });
  });

  it('reads a file with everything in it, byte order mark included', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'sessions-config-')), 'sessions.config.json');
    const token = { source: 'REQUEST_HEADER', name: 'access-token' };
    const written = {
      $schema: 'x',
      groupBy: [
        { source: 'REQUEST_COOKIE', name: 'JSESSIONID' },
        { source: 'REQUEST_BODY', name: '$.session.id' },
        { source: 'REQUEST_BODY', name: 'sess' },
        { source: 'REQUEST_JWT', name: 'sub' },
      ],
      builtIn: false,
      context: [
        { source: 'REQUEST_JWT', name: 'username', token, type: 'user', hash: false },
        { source: 'REQUEST_HEADER', name: 'Account' },
        { source: 'REQUEST_JWT', name: 'sub', type: 'role', hash: false },
        { source: 'REQUEST_HEADER', name: 'x-api-key' },
      ],
    };
    writeFileSync(file, `\uFEFF${JSON.stringify(written)}`);
    const config = loadSessionsConfig(file);
    expect(config.builtIn).toBe(false);
    expect(config.groupBy.map((it) => it.jsonPath?.toString() ?? null)).toEqual([null, expect.any(String), null, null]);
    expect(config.groupBy[3]?.token).toEqual({ source: 'REQUEST_HEADER', name: 'authorization' });
    expect(config.context[0]).toMatchObject({ token, type: 'user', hash: false });
    // also a grouping key; a credential by its name
    expect(config.context.map((it) => it.hash)).toEqual([false, false, true, true]);
  });

  it.each([
    [
      '{"groupBy":[{"source":"REQUEST_COOKIE","name":"a"},{"source":"COOKIE","name":"b"}]}',
      '/groupBy/1/source must be one of REQUEST_HEADER, REQUEST_COOKIE, ',
    ],
    ['{"groupBy":[{"source":"CONNECTION","name":"ip"}]}', '/groupBy/0/source must be one of '],
    [
      '{"groupBy":[{"source":"REQUEST_JWT","name":"a","token":{"source":"REQUEST_BODY","name":"t"}}]}',
      '/groupBy/0/token/source must be one of REQUEST_HEADER, REQUEST_COOKIE, REQUEST_QUERY',
    ],
    ['{"groupBy":[{"source":"REQUEST_COOKIE"}]}', "/groupBy/0 must have required property 'name'"],
    ['{"groupBy":[{"source":"REQUEST_COOKIE","name":""}]}', '/groupBy/0/name must NOT have fewer than 1 characters'],
    ['{"groupBy":[{"source":"REQUEST_COOKIE","name":"a","type":"user"}]}', '/groupBy/0 has an unknown key "type"'],
    ['{"group":[]}', '/ has an unknown key "group"'],
    ['{"builtIn":"no"}', '/builtIn must be boolean'],
    ['[]', '/ must be object'],
    ['{"context":[{"source":"RESPONSE_BODY","name":"$.a["}]}', '/context/0/name is not a JSONPath (RFC 9535): '],
    [
      '{"context":[{"source":"REQUEST_HEADER","name":"a","token":{"source":"REQUEST_HEADER","name":"t"}}]}',
      '/context/0/token is only for source REQUEST_JWT',
    ],
  ])('%s: %s', (text, message) => {
    expect(() => parse(text)).toThrow(SessionsConfigError);
    expect(() => parse(text)).toThrow(`sessions.config.json: ${message}`);
    expect(() => parse(text)).not.toThrow(/\n/);
  });

  it.each([
    ['', '1:1: not JSON: expected a value'],
    ['{\n  "groupBy": [\n    x\n  ]\n}', '3:5: not JSON: expected a value'],
    ['{"groupBy": [],}', '1:16: not JSON: expected a property name in double quotes'],
    ['{"groupBy": [] "builtIn": true}', "1:16: not JSON: expected ',' or the end of the list or object"],
    ['{\n// why\n"builtIn": true}', '2:1: not JSON: comments are not allowed'],
    ['{"builtIn" true}', "1:12: not JSON: expected ':'"],
    ['{"builtIn": true', "1:17: not JSON: expected ',' or '}'"],
    ['{"builtIn": tru}', '1:13: not JSON: expected a value'],
    ['[1,2}', "1:5: not JSON: expected ',' or the end of the list or object"],
    ['{"a": "b', '1:7: not JSON: a text is not closed'],
    ['{"a": "\u0001"}', '1:7: not JSON: a text holds a control character that is not escaped'],
    ['{} {}', '1:4: not JSON: expected the end of the file'],
  ])('says where %j stops being JSON', (text, message) => {
    expect(() => parse(text)).toThrow(`sessions.config.json:${message}`);
  });

  it('says that there is no file', () => {
    expect(() => loadSessionsConfig('/nowhere/s.json')).toThrow('/nowhere/s.json: cannot be read: no such file');
  });

  it('names the place in whatever is no JSON', () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '\\', ':', '1', ' '))
      .map(([text, at, by]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + by + text.slice(place + 1);
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged), (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (valid) expect(() => parseJson(text, 'file')).not.toThrow();
        else expect(() => parseJson(text, 'file')).toThrow(/^file:\d+:\d+: not JSON: /);
      }),
      { numRuns: 2000 },
    );
  });

  it('describes every property of the schema', () => {
    const schema = JSON.parse(
      readFileSync(
        new URL('../../../subgraph/ingest/session-key/sessions-config.schema.json', import.meta.url),
        'utf8',
      ),
    );
    const undescribed: string[] = [];
    const visit = (node: Record<string, unknown>, place: string): void => {
      for (const group of ['properties', 'definitions']) {
        for (const [name, child] of Object.entries((node[group] ?? {}) as Record<string, Record<string, unknown>>)) {
          if (!child.description && !child.$ref) undescribed.push(`${place}/${name}`);
          visit(child, `${place}/${name}`);
        }
      }
    };
    visit(schema, '');
    expect(undescribed).toEqual([]);
  });
});
