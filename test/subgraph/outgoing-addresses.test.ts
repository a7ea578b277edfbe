import type { lookup } from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { Agent, fetch } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { checkedLookup } from '../../subgraph/http/checked-agent.ts';
import { addressProblem } from '../../subgraph/values/outgoing-addresses.ts';

// Where this server connects to: never to itself or its neighbours because a name server says so.

test.each([
  ['8.8.8.8', null, null],
  ['2606:4700::1111', null, null],
  ['127.0.0.1', 'is private', null],
  ['::1', 'is private', null],
  ['::ffff:10.0.0.1', 'is private', null],
  ['192.168.1.1', 'is private', null],
  ['172.16.0.1', 'is private', null],
  ['100.64.0.1', 'is private', null],
  ['fd12::1', 'is private', null],
  // Never, whoever names them.
  ...[
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    '::169.254.169.254',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    'fd20:ce::254',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
  ].map((address): [string, string, string] => [address, 'is for nobody to ask', 'is for nobody to ask']),
  ['enforcer', 'is none', 'is none'],
])('%s: %s; where its name is allowed: %s', (address, unnamed, named) => {
  expect([addressProblem(address, false), addressProblem(address, true)]).toEqual([unnamed, named]);
});

test('no spelling of an address of this network is public', () => {
  const octet = fc.nat(255);
  fc.assert(
    fc.property(fc.constantFrom(10, 127), octet, octet, octet, (a, b, c, d) => {
      const hex = (one: number, other: number) => ((one << 8) | other).toString(16);
      for (const spelling of [
        `${a}.${b}.${c}.${d}`,
        `::ffff:${a}.${b}.${c}.${d}`,
        `::ffff:${hex(a, b)}:${hex(c, d)}`,
      ]) {
        expect(addressProblem(spelling, false)).toBe('is private');
      }
      expect(addressProblem(`64:ff9b::${hex(a, b)}:${hex(c, d)}`, true)).toBe('is for nobody to ask');
    }),
  );
});

test('a name that leads elsewhere when it is looked up again is no way in: what is checked is what is connected to', async () => {
  let heard = 0;
  const server = createServer((_request, response) => {
    heard += 1;
    response.end('the metadata of this machine');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const answers = [['203.0.114.1'], ['127.0.0.1'], ['203.0.114.1', '127.0.0.1']];
  let asked = 0;
  const resolve = ((_name: string, _options: object, done: (error: null, found: object[]) => void) => {
    const addresses = answers[asked++ % answers.length]!;
    done(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );
  }) as typeof lookup;
  const agent = new Agent({ connect: { lookup: checkedLookup([], resolve), timeout: 300 } });
  onTestFinished(() => agent.destroy());
  const { port } = server.address() as AddressInfo;
  const outcomes: string[] = [];
  for (const _ of answers) {
    const failure = await fetch(`http://rebinding.example:${port}/`, {
      dispatcher: agent,
      signal: AbortSignal.timeout(500),
    }).then(
      () => 'answered',
      (error: Error & { cause?: { code?: string } }) => error.cause?.code ?? error.name,
    );
    outcomes.push(failure);
  }
  // The first is a public address, which nobody is at.
  expect(outcomes.slice(1)).toEqual(['ADDRESS_REFUSED', 'ADDRESS_REFUSED']);
  expect(outcomes[0]).not.toMatch(/answered|ADDRESS_REFUSED/);
  expect([asked, heard]).toEqual([3, 0]);
});
