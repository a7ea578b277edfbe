import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress, trustedProxy } from '../../../subgraph/ingest/client-address.ts';
import type { IncomingRequest } from '../../../subgraph/ingest/incoming.type.ts';
import { readerFor } from '../../../subgraph/ingest/readers/index.ts';
import { identify } from '../../../subgraph/ingest/session-key/session-key.ts';
import { parseSessionsConfig } from '../../../subgraph/ingest/session-key/sessions-config.ts';
import { one, reason } from '../readers/support.ts';
import { config, hasher, headers, request } from './request.ts';

// Who is the client of a request that came through proxies: as far as they are trusted, the list is believed, and no further.

const trusted = (...texts: string[]) => texts.map((text) => trustedProxy(text)!);
const client = (more: Partial<IncomingRequest>, ...proxies: string[]) => {
  const { request: found, parameters } = identify(request(more), config({ trustedProxies: proxies }), hasher);
  return { ip: found.ip, list: parameters.find(({ name }) => name === 'addresses')?.value ?? null };
};

describe('a list', () => {
  it.each([
    ['198.51.100.66, 203.0.113.4, 192.0.2.80', '203.0.113.4'],
    ['198.51.100.66, 192.0.2.80, 192.0.2.81', '198.51.100.66'],
    ['10.1.2.3, 192.0.2.80', '10.1.2.3'],
    ['[2001:db8::1]:4711, ::ffff:192.0.2.80', '2001:db8::1'],
    // what was seen by the last trusted one is not known: what stands before it is anybody's
    ['203.0.113.4, unknown, 192.0.2.80', null],
    // it came from one of them
    ['192.0.2.81, 192.0.2.80', '192.0.2.81'],
    ['192.0.2.80', '192.0.2.80'],
  ])('is read from its right end, up to the first that is not trusted: %s', (list, ip) => {
    expect(clientAddress(list.split(', '), trusted('192.0.2.80/31', '10.255.0.1'))).toBe(ip);
  });

  it('is kept whole beside the client', () => {
    const addresses = ['198.51.100.66', '203.0.113.4', '192.0.2.80'];
    const list = addresses.join(', ');
    expect(client({ ip: '192.0.2.80', addresses })).toEqual({ ip: '192.0.2.80', list });
    expect(client({ ip: '192.0.2.80', addresses }, '192.0.2.80')).toEqual({ ip: '203.0.113.4', list });
    // of a long one the end, which is not the client's to choose
    const long = [...Array.from({ length: 500 }, () => '198.51.100.66'), '203.0.113.4'];
    expect(client({ ip: '203.0.113.4', addresses: long }).list).toMatch(/^….{1010,1023}203\.0\.113\.4$/);
  });
});

describe('a header X-Forwarded-For', () => {
  const sent = headers({ 'x-forwarded-for': '198.51.100.66, 203.0.113.4' });

  it('counts where a trusted proxy passed it on, of whatever format the record is', () => {
    expect(client({ ip: '10.0.0.1', requestHeaders: sent }, '10.0.0.0/8')).toEqual({
      ip: '203.0.113.4',
      list: '198.51.100.66, 203.0.113.4, 10.0.0.1',
    });
    expect(client({ ip: '10.0.0.1', addresses: ['10.0.0.2', '10.0.0.1'], requestHeaders: sent }, '10.0.0.0/8').ip).toBe(
      '203.0.113.4',
    );
  });

  it('is nothing but a header where anybody else sent it, and where nobody is trusted', () => {
    const alone = { ip: '203.0.113.99', list: null };
    expect(client({ ip: '203.0.113.99', requestHeaders: sent }, '10.0.0.0/8')).toEqual(alone);
    expect(client({ ip: '203.0.113.99', requestHeaders: sent })).toEqual(alone);
    expect(client({ ip: '10.0.0.1', requestHeaders: sent })).toEqual({ ip: '10.0.0.1', list: null });
    expect(client({ ip: null, requestHeaders: sent }, '10.0.0.0/8')).toEqual({ ip: null, list: null });
  });

  it('makes sessions of clients, not of the proxy', () => {
    const key = (forwarded: string) =>
      identify(
        request({ ip: '10.0.0.1', requestHeaders: headers({ 'x-forwarded-for': forwarded }) }),
        config({ trustedProxies: ['10.0.0.1'] }),
        hasher,
      ).key;
    expect(key('203.0.113.4')).not.toBe(key('203.0.113.5'));
    expect(key('198.51.100.1, 203.0.113.4')).toBe(key('203.0.113.4'));
  });
});

describe('a header Forwarded', () => {
  const by = (forwarded: string, more: Record<string, string> = {}) =>
    client({ ip: '10.0.0.1', requestHeaders: headers({ forwarded, ...more }) }, '10.0.0.0/8').ip;

  it('counts as X-Forwarded-For does, which goes before it', () => {
    expect(by('for=198.51.100.66, For="[2001:db8::17]:4711";proto=https;by=10.0.0.9')).toBe('2001:db8::17');
    expect(by('for=203.0.113.4;host=shop.example, for=10.0.0.2')).toBe('203.0.113.4');
    expect(by('for=198.51.100.66', { 'x-forwarded-for': '203.0.113.4' })).toBe('203.0.113.4');
    expect(by('for=203.0.113.4, for=_hidden')).toBeNull();
    expect(by('for=203.0.113.4, proto=https')).toBeNull();
    const stranger = { ip: '203.0.113.99', requestHeaders: headers({ forwarded: 'for=198.51.100.66' }) };
    expect(client(stranger, '10.0.0.0/8').ip).toBe('203.0.113.99');
  });

  it.each([
    'for=203.0.113.4;host="a,for=198.51.100.66"',
    'host="a;for=198.51.100.66";for=203.0.113.4',
    'host="a\\",for=198.51.100.66,\\"";for="203.0.113.4"',
    'for=203.0.113.4;host="a, for=198.51.100.66',
    'for=203.0.113.4;host="a, for=198.51.100.66\\',
  ])('is not what a client put into the quotes of its host: %s', (forwarded) => {
    expect(by(forwarded)).toBe('203.0.113.4');
  });
});

it.each([
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['192.0.2.9:51234', '192.0.2.9'],
  ['fe80::1%eth0', 'fe80::1'],
])('is one address, in whatever spelling, in our own format: %s', async (ip, expected) => {
  const line = (text: string) => JSON.stringify({ time: '2025-05-12T10:00:00Z', method: 'GET', path: '/', ip: text });
  expect(await one(readerFor('ndjson'), line(ip))).toMatchObject({ ip: expected });
  expect(await reason(readerFor('ndjson'), line(`${ip}, 10.0.0.1`))).toContain('should be an IPv4 or IPv6 address');
});

it('says which proxy cannot be understood', () => {
  const parse = (text: string) => () => parseSessionsConfig(`{"trustedProxies":["10.0.0.1","${text}"]}`, 'c.json');
  expect(parse('10.0.0.0/33')).toThrow('c.json: /trustedProxies/1 "10.0.0.0/33" should be an address or a network');
  expect(parse('proxy.example')).toThrow('/trustedProxies/1');
  expect(parse('2001:db8::/32')).not.toThrow();
});

it('never is an address that a client invented', () => {
  const any = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('unknown', '-', '<b>', ''));
  fc.assert(
    fc.property(
      fc.array(any),
      fc.ipV4(),
      fc.array(fc.constantFrom('10.0.0.1', '10.9.9.9', '::ffff:10.0.0.7')),
      (invented, seen, proxies) => {
        fc.pre(!seen.startsWith('10.'));
        expect(clientAddress([...invented, seen, ...proxies], trusted('10.0.0.0/8'))).toBe(seen);
      },
    ),
  );
});
