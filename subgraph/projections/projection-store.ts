import type pg from 'pg';
import { arrayOf, type Column, from, selected } from '../db/batch.ts';
import { underTenantLock } from '../db/tenant-lock.ts';
import type { ProjectionBatch, ProjectionName, Versioned } from './projection-batch.ts';

/** What became of the items of a batch; the three add up to them. */
export interface ProjectionResult {
  /** In force: filters, statistics and chips follow. */
  applied: number;
  /** Stored for what has no requests here yet; in force when it has. */
  waiting: number;
  /** Not newer than what is stored. */
  ignored: number;
}

/** How one kind of item is kept, and what follows from it. */
export interface Projection<Item extends Versioned> {
  name: ProjectionName;
  table: 'endpoint_projection' | 'attack_projection';
  /** The columns beside tenant, id and version. */
  columns: Column<Item>[];
  /**
   * Brings everything up to date that follows from these items.
   * @returns the ids of those that are known here
   */
  follow(client: pg.ClientBase, tenant: string, items: readonly Item[]): Promise<Set<string>>;
}

/**
 * Stores the newer items of a batch with everything that follows from them, in one transaction. Of one id the greatest
 * version is kept whatever the order in which they come, and a batch that comes again changes nothing.
 */
export function applyProjection<Item extends Versioned>(
  pool: pg.Pool,
  tenant: string,
  { name, table, columns, follow }: Projection<Item>,
  { items, asOf }: ProjectionBatch<Item>,
): Promise<ProjectionResult> {
  return underTenantLock(pool, tenant, async (client) => {
    const newer = await storeNewer(client, tenant, table, columns, greatestOf(items));
    const known = newer.length > 0 ? await follow(client, tenant, newer) : new Set<string>();
    await client.query(
      `INSERT INTO projection AS known (tenant, name, synced_at, as_of) VALUES ($1, $2, clock_timestamp(), $3)
       ON CONFLICT (tenant, name) DO UPDATE
         SET synced_at = EXCLUDED.synced_at, as_of = greatest(known.as_of, EXCLUDED.as_of)`,
      [tenant, name, asOf?.toISOString() ?? null],
    );
    const waiting = newer.filter(({ id, deleted }) => !deleted && !known.has(id)).length;
    return { applied: newer.length - waiting, waiting, ignored: items.length - newer.length };
  });
}

/** One item per id: two rows of one statement must not meet. */
function greatestOf<Item extends Versioned>(items: readonly Item[]): Item[] {
  const greatest = new Map<string, Item>();
  for (const item of items) {
    const other = greatest.get(item.id);
    if (!other || other.version < item.version) greatest.set(item.id, item);
  }
  return [...greatest.values()];
}

/** @returns the items that were not stored yet in this or a greater version */
async function storeNewer<Item extends Versioned>(
  client: pg.ClientBase,
  tenant: string,
  table: Projection<Item>['table'],
  columns: readonly Column<Item>[],
  items: readonly Item[],
): Promise<Item[]> {
  const all: Column<Item>[] = [
    { name: 'tenant', type: 'text', value: () => tenant },
    { name: 'id', type: 'text', value: ({ id }) => id },
    { name: 'version', type: 'bigint', value: ({ version }) => version },
    ...columns,
  ];
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO ${table} AS known (${all.map(({ name }) => name).join(', ')}) SELECT ${selected(all)} ${from(all)}
     ON CONFLICT (tenant, id) DO UPDATE
       SET version = EXCLUDED.version, ${columns.map(({ name }) => `${name} = EXCLUDED.${name}`).join(', ')}
       WHERE known.version < EXCLUDED.version
     RETURNING id`,
    all.map((column) => arrayOf(column, items)),
  );
  const ids = new Set(rows.map(({ id }) => id));
  return items.filter(({ id }) => ids.has(id));
}
