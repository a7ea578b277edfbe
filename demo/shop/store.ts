/** What the shop sells and who buys there: invented, the same at every start. */
import { PGlite } from '@electric-sql/pglite';

export type Role = 'customer' | 'support' | 'admin';

export interface Account {
  id: number;
  email: string;
  password: string;
  role: Role;
}

const NAMES =
  'ada ben cleo dara emil fay gus hana ines jan kim lars mara nils olga pia quinn rosa sven tess uma vera walt xena yuri zoe alba bram cora dina egon frida'.split(
    ' ',
  );
/** Of a list of common passwords: who tries such a list gets in. */
const WEAK: Record<string, string> = { tess: 'test123' };

/** 32 customers, three of support, two administrators. */
export const PEOPLE: readonly Account[] = [
  ...NAMES.map((name) => ({ name, role: 'customer' as const })),
  ...['sam', 'sue', 'sid'].map((name) => ({ name, role: 'support' as const })),
  ...['root', 'rhea'].map((name) => ({ name, role: 'admin' as const })),
].map(({ name, role }, index) => ({
  id: 101 + index,
  email: `${name}@example.com`,
  password: WEAK[name] ?? `${name}-Kx7#${index * 37}`,
  role,
}));

/** Has signed up under a name that a spreadsheet would take for a formula. */
export const FORMULA: Account = {
  id: 901,
  email: '=HYPERLINK("https://collect.example/","open")@example.com',
  password: 'formula-Kx7#901',
  role: 'customer',
};

export const ACCOUNTS: readonly Account[] = [...PEOPLE, FORMULA];

/** A real database, so that an injection does what injections do. It lives in memory. */
export async function openStore(): Promise<PGlite> {
  const db = await PGlite.create();
  await db.exec(`
    CREATE TABLE account (id int PRIMARY KEY, email text UNIQUE, password text, role text, address text, card text);
    CREATE TABLE product (id int PRIMARY KEY, name text, price numeric, description text);
    CREATE TABLE shop_order (id int PRIMARY KEY, account_id int, total numeric, state text, lines jsonb);
    INSERT INTO product SELECT n, (ARRAY['Lamp','Chair','Table','Shelf','Rug','Clock','Mirror','Vase'])[n % 8 + 1] || ' ' || n,
      5 + n * 7 % 900, repeat('Solid work, made to last. ', 1 + n % 5) FROM generate_series(1, 600) AS n;
    INSERT INTO shop_order SELECT 5000 + n, 101 + n * 13 % 32, 20 + n * 31 % 700, (ARRAY['paid','sent','returned'])[n % 3 + 1],
      jsonb_build_array(jsonb_build_object('product', n % 600 + 1, 'count', n % 4 + 1)) FROM generate_series(1, 4000) AS n;`);
  for (const { id, email, password, role } of ACCOUNTS) {
    await db.query('INSERT INTO account VALUES ($1, $2, $3, $4, $5, $6)', [
      id,
      email,
      password,
      role,
      `${id} Long Road`,
      `4000 0000 0000 ${1000 + id}`,
    ]);
  }
  return db;
}
