// What there is in the generated traffic, the frequent first. Questions ask for some of it by name.

type Weighted<Value> = readonly (readonly [Value, number])[];

export const HOSTS = [
  'api.example.com',
  'shop.example.com',
  'auth.example.com',
  'billing.example.com',
  'partners.example.com',
  'mobile.example.com',
  'admin.example.com',
  'search.example.com',
  'media.example.com',
  'status.example.com',
  'beta.example.com',
  'legacy.example.com',
];
export const APPLICATIONS = ['storefront', 'mobile', 'partners', 'back office'];
export const COUNTRIES: Weighted<string | null> = [
  ['US', 34],
  ['DE', 16],
  ['GB', 9],
  ['FR', 7],
  ['IN', 6],
  ['BR', 5],
  ['NL', 4],
  ['CN', 4],
  ['JP', 3],
  ['PL', 3],
  ['SE', 2],
  [null, 5],
  ['KE', 1],
  ['CL', 0.5],
  ['IS', 0.05],
];
export const ROLES: Weighted<string> = [
  ['customer', 88],
  ['partner', 8],
  ['support', 3],
  ['admin', 1],
];
export const SOURCE_TAGS: Weighted<readonly string[]> = [
  [[], 90],
  [['datacenter'], 6],
  [['vpn'], 3],
  [['tor', 'proxy'], 1],
];
export const PROTOCOLS: Weighted<string> = [
  ['HTTP/2', 70],
  ['HTTP/1.1', 27],
  ['HTTP/3', 3],
];
export const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0',
  'okhttp/4.12.0',
  'python-requests/2.32.3',
  'curl/8.11.0',
];
export const FIRST_NAMES = [
  'ann',
  'ben',
  'carla',
  'david',
  'emma',
  'finn',
  'greta',
  'hugo',
  'ida',
  'jonas',
  'kira',
  'zoe',
];
export const LAST_NAMES = ['miller', 'schmidt', 'garcia', 'tanaka', 'kowalski', 'okafor', 'silva', 'quill'];

/** What a path of the API is called, and with what it is asked. */
const RESOURCES = [
  'orders',
  'users',
  'products',
  'carts',
  'payments',
  'invoices',
  'reviews',
  'sessions',
  'files',
  'tickets',
];
const ACTIONS: readonly (readonly [method: string, template: string])[] = [
  ['GET', '/v1/#/{int}'],
  ['GET', '/v1/#'],
  ['POST', '/v1/#'],
  ['PUT', '/v1/#/{int}'],
  ['POST', '/v1/#/{int}/confirm'],
  ['GET', '/v1/#/{int}/history'],
  ['PATCH', '/v1/#/{int}'],
  ['DELETE', '/v1/#/{int}'],
  ['OPTIONS', '/v1/#'],
  ['PROPFIND', '/v1/#'],
];

export interface ApiEndpoint {
  method: string;
  /** `{int}` stands for a number. */
  template: string;
  /** Usual milliseconds. */
  duration: number;
  /** Usual bytes. */
  size: number;
}

/** A hundred, every resource once before the next action. */
export const ENDPOINTS: readonly ApiEndpoint[] = ACTIONS.flatMap(([method, template], action) =>
  RESOURCES.map((resource, index) => ({
    method,
    template: template.replace('#', resource),
    duration: 8 + ((index * 37 + action * 53) % 120),
    size: 300 + ((index * 977 + action * 1_409) % 9_000),
  })),
);

export const ATTACKS: Weighted<string> = [
  ['scanner', 40],
  ['sqli', 20],
  ['xss', 12],
  ['ptrav', 10],
  ['rce', 6],
  ['brute', 5],
  ['ssrf', 3],
  ['bola', 2],
  ['ssti', 1],
  ['xxe', 0.2],
];
export const PAYLOADS: Readonly<Record<string, string>> = {
  sqli: "1' OR '1'='1' --",
  xss: '"><script>alert(1)</script>',
  ptrav: '../../../../etc/passwd',
  rce: ';cat /etc/passwd',
  ssrf: 'http://169.254.169.254/latest/meta-data/',
  ssti: '{{7*7}}',
};

/** Response codes of a method; null: no response. */
export const STATUSES: Readonly<Record<'read' | 'write', Weighted<number | null>>> = {
  read: [
    [200, 900],
    [304, 40],
    [404, 30],
    [401, 12],
    [429, 6],
    [500, 5],
    [502, 3],
    [503, 2],
    [null, 1],
  ],
  write: [
    [200, 500],
    [201, 350],
    [204, 60],
    [400, 35],
    [401, 20],
    [403, 10],
    [409, 8],
    [500, 9],
    [502, 6],
    [null, 1],
  ],
};
