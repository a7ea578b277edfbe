/** A day part of a session: its key and UTC day (YYYY-MM-DD). */
export interface SessionPart {
  key: string;
  day: string;
}

/** The days of parts, each once: a condition on them has PostgreSQL plan for their partitions alone. */
export function daysOf(parts: readonly Pick<SessionPart, 'day'>[]): string[] {
  return [...new Set(parts.map(({ day }) => day))];
}

/** Spells a part for caches and maps; clients get its id. */
export function partKey({ key, day }: SessionPart): string {
  return `${key}.${day}`;
}

/** `<key>.<YYYYMMDD>`: made of key and day, so that an expired part is told from an unknown one. */
export function sessionId({ key, day }: SessionPart): string {
  return `${key}.${day.replaceAll('-', '')}`;
}

/** Null: no id of ours. */
export function parseSessionId(id: string): SessionPart | null {
  const [, key, year, month, day] = /^([\w-]{1,64})\.(\d{4})(\d{2})(\d{2})$/.exec(id) ?? [];
  if (!key) return null;
  const date = `${year}-${month}-${day}`;
  const time = Date.parse(date);
  // Date.parse takes 2024-02-30 for 1 March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? { key, day: date } : null;
}
