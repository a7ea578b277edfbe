import type { Database } from '../../subgraph/db/database.ts';
import { writeRetention } from '../../subgraph/db/kept-days.ts';
import type { Line } from './traffic.ts';

/** The day so many days before today, YYYY-MM-DD by UTC. */
export function dayAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/** A line of that day. */
export function lineOf(daysAgo: number, id: string, line: Partial<Line> = {}): Line {
  return { id, time: `${dayAgo(daysAgo)}T10:00:00Z`, sid: id, path: `/${id}`, status: 200, ...line };
}

/** As if nobody had ever decided or dropped anything. */
export async function forgetRetention({ pool }: Database): Promise<void> {
  await pool.query(`DELETE FROM setting WHERE name LIKE 'retention%'`);
  await writeRetention(pool, null);
}
