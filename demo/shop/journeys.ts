/** What people do in the shop: which calls a visit makes, and when it begins. All of it follows from the account and the visit. */
import { HOMES } from './networks.ts';
import { type Account, PEOPLE } from './store.ts';

export type Step = [method: string, path: string, body?: object];

export interface Visit {
  block: string;
  /** UTC, in the demo's week: the first request of the visit is moved there, and all others with it. */
  startsAt: string;
  ip: string;
  /** A device of Playwright, whose agent and screen the browser takes. */
  device: string;
  /** Every third person does: the next visit is of the same session. */
  keepsCookie: boolean;
  steps: Step[];
}

const DEVICES = ['Desktop Chrome', 'iPhone 14', 'Desktop Firefox', 'Pixel 7', 'Desktop Safari', 'Galaxy S9+'];
const WORDS = ['lamp', 'chair', 'table', 'rug', 'clock', 'vase'];
const WEEK = ['12', '13', '14', '15', '16', '17', '18'];

/** The visits of each account in their order. */
export function visitsOf(account: Account): Visit[] {
  const n = account.id - 101;
  const days = account.role === 'customer' ? [n % 7, (n + 2) % 7, (n + 5) % 7].sort() : [1, 2, 3, 4, 5];
  return days.map((day, visit) => ({
    block: `visit ${account.email} ${visit + 1}`,
    startsAt: `2024-05-${WEEK[day]}T${String(7 + ((n * 5 + visit * 3) % 15)).padStart(2, '0')}:${String((n * 17 + visit * 23) % 60).padStart(2, '0')}:00Z`,
    ip: HOMES[(account.role === 'customer' ? n : n % 2) % HOMES.length]!,
    device: DEVICES[account.role === 'customer' ? n % DEVICES.length : 0]!,
    keepsCookie: n % 3 === 0,
    steps: { customer: shopping, support: helping, admin: running }[account.role](account, n * 3 + visit),
  }));
}

/** People who never sign in. */
export function guestVisits(): Visit[] {
  return Array.from({ length: 12 }, (_, n) => ({
    block: `visit guest ${n + 1}`,
    startsAt: `2024-05-${WEEK[n % 7]}T${String(8 + n).padStart(2, '0')}:${String((n * 13) % 60).padStart(2, '0')}:00Z`,
    ip: HOMES[(n * 5) % HOMES.length]!,
    device: DEVICES[n % DEVICES.length]!,
    keepsCookie: false,
    steps: [
      ...looking(n * 7),
      ['POST', '/api/v2/assistant/messages', { text: 'When will my parcel arrive?' }],
      ...(n % 2 === 0
        ? ([
            ['POST', '/api/v2/accounts', { email: `new${n}@example.com`, password: `Qz-${n}-long` }],
            ['POST', '/api/v2/sms-codes', { phone: `+1 202 555 01${10 + n}` }],
          ] as Step[])
        : []),
    ],
  }));
}

function looking(n: number): Step[] {
  const product = (n * 11) % 600;
  return [
    ['GET', '/api/v2/products'],
    ...[product + 1, ((product + 40) % 600) + 1].flatMap((id): Step[] => [
      ['GET', `/api/v2/products/${id}`],
      ['GET', `/api/v2/products/${id}/stock`],
    ]),
    ['GET', `/api/v2/search?q=${WORDS[n % WORDS.length]}`],
  ];
}

function signIn({ email, password }: Account, n: number): Step[] {
  const right: Step = ['POST', '/api/v2/login', { email, password }];
  return n % 9 === 4 ? [['POST', '/api/v2/login', { email, password: 'mistyped' }], right] : [right];
}

function shopping(account: Account, n: number): Step[] {
  return [
    ...signIn(account, n),
    ...looking(n),
    ['POST', '/api/v2/cart/items', { product: ((n * 11) % 600) + 1, count: 1 }],
    ['GET', '/api/v2/cart'],
    ...(n % 4 === 3
      ? []
      : ([
          ['POST', '/api/v2/checkout', {}],
          ...(n % 6 === 1 ? [['POST', '/api/v2/payments', {}]] : []),
          ['POST', '/api/v2/payments', { card: 'on file' }],
        ] as Step[])),
    ['GET', '/api/v2/orders'],
    ['GET', `/api/v2/orders/${5000 + 1 + ((n * 97) % 3900)}`],
    ...(n % 3 === 0 ? ([['GET', `/api/v2/accounts/${account.id}`]] as Step[]) : []),
    ...(n % 5 === 0
      ? ([
          ['PUT', `/api/v2/accounts/${account.id}/payment-method`, { card: '4000 0000 0000 0002' }],
          ['POST', '/api/v2/sms-codes', { phone: '+1 202 555 0101' }],
        ] as Step[])
      : []),
    ...(n % 7 === 2 ? ([['POST', '/api/v2/assistant/messages', { text: 'How do I send it back?' }]] as Step[]) : []),
    ...(n % 8 === 5 ? ([['POST', '/api/v2/password-resets', { email: account.email }]] as Step[]) : []),
    ['POST', '/api/v2/logout', {}],
  ];
}

function helping(account: Account, n: number): Step[] {
  const customers = [0, 1, 2, 3].map((k) => PEOPLE[(n * 5 + k * 3) % 32]!);
  return [
    ...signIn(account, n),
    ...customers.flatMap((customer, k): Step[] => [
      ['GET', `/api/v2/support/accounts?email=${customer.email.slice(0, 3)}`],
      ['GET', `/api/v2/accounts/${customer.id}`],
      ['GET', `/api/v2/orders/${5000 + ((n * 31 + k * 7) % 3900) + 1}`],
      ...(k === 2 ? ([['POST', '/api/v2/support/refunds', { account: customer.id, amount: 20 }]] as Step[]) : []),
    ]),
    // What only an administrator may: refused.
    ...(n % 5 === 0 ? ([['GET', '/api/v2/admin/accounts']] as Step[]) : []),
  ];
}

function running(account: Account, n: number): Step[] {
  const last = n % 3 === 2;
  return [
    ...signIn(account, n),
    ['GET', '/api/v2/admin/accounts'],
    ...Array.from({ length: 8 }, (): Step => ['GET', '/api/v2/admin/reports/sales?days=1']),
    ['PATCH', `/api/v2/admin/accounts/${101 + (n % 32)}`, { note: 'checked' }],
    // The report of three weeks, which the API makes while the caller waits.
    ...(last ? ([['GET', '/api/v2/admin/reports/sales?days=21']] as Step[]) : []),
  ];
}
