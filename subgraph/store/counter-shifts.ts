import type pg from 'pg';

/** By how many sessions the counters of days change: collected first, and written at once. */
export class CounterShifts {
  private readonly shifts = new Map<string, { day: string; dimension: string; value: string; by: number }>();

  add(day: string, { dimension, value }: { dimension: string; value: string }, by: number): void {
    const key = JSON.stringify([day, dimension, value]);
    const known = this.shifts.get(key);
    if (known) known.by += by;
    else this.shifts.set(key, { day, dimension, value, by });
  }

  /** A session part that was counted in some counters is counted in others instead. */
  replace(
    day: string,
    before: readonly { dimension: string; value: string }[],
    now: readonly { dimension: string; value: string }[],
  ): void {
    for (const counter of before) this.add(day, counter, -1);
    for (const counter of now) this.add(day, counter, 1);
  }

  /** Two statements, whatever changes. A counter that comes to nothing is gone. Inside a transaction under the tenant's lock. */
  async write(client: pg.ClientBase, tenant: string): Promise<void> {
    const rows = [...this.shifts.values()].filter(({ by }) => by !== 0);
    const keys = [rows.map(({ day }) => day), rows.map(({ dimension }) => dimension), rows.map(({ value }) => value)];
    await client.query(
      `INSERT INTO facet_count AS known (tenant, day, dimension, value, sessions)
       SELECT $1, * FROM unnest($2::date[], $3::text[], $4::text[], $5::int[])
       ON CONFLICT (tenant, day, dimension, value) DO UPDATE SET sessions = known.sessions + EXCLUDED.sessions`,
      [tenant, ...keys, rows.map(({ by }) => by)],
    );
    await client.query(
      `DELETE FROM facet_count AS known USING unnest($2::date[], $3::text[], $4::text[]) AS shifted(day, dimension, value)
       WHERE known.tenant = $1 AND known.day = shifted.day AND known.dimension = shifted.dimension
         AND known.value = shifted.value AND known.sessions = 0`,
      [tenant, ...keys],
    );
  }
}
