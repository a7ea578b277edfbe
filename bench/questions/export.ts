import { exportSession } from '../../test/support/export.ts';
import { text } from './condition.ts';
import type { Facts, Question } from './question.type.ts';

const LINE = `concat_ws(',', time, method, host, path, endpoint_id, application, status, duration_ms, size_bytes, ip, country, tags, user_name, role,
  types, attacks, blocked)`;
/** Lines that the floor may send as one row. */
const PIECE = 100;
const CLICKHOUSE_COLUMNS = `id, time, method, host, path, endpoint, application, status, duration, size, ip, country, tags, user, role, types,
  attacks, blocked`;

/**
 * All requests of the largest session as CSV: how many there are, the first and the last. The link is followed in process.
 * The floor makes its lines without a care for
 * what is in them, and they are read in pieces.
 */
export function exported(name: string, title: string, facts: Facts): Question {
  const { tenant, largest } = facts;
  return {
    name,
    title,
    ours: async (graph) => {
      const { url } = await exportSession(graph, tenant, { sessionId: largest.id, format: 'CSV' });
      const { body } = await graph.app.inject({ url: url! });
      const idOf = (from: number) => body.slice(from, from + 500).split(',')[1] ?? null;
      const first = body.indexOf('\n') + 1;
      const last = body.lastIndexOf('\n', body.length - 2) + 1;
      return { rows: [[linesOf(body) - 1, idOf(first), idOf(last)]], isExact: true };
    },
    floor: [
      `SELECT count(*), (array_agg(id))[1], (array_agg(id))[count(*)], string_agg(line, E'\\n') FROM (
         SELECT id, ${LINE} AS line, (row_number() OVER (ORDER BY time DESC, seq DESC) - 1) / ${PIECE} AS piece FROM bench.request
         WHERE tenant = 0 AND part = ${largest.part} ORDER BY time DESC, seq DESC) AS lines
       GROUP BY piece ORDER BY piece`,
      `SELECT 1, id, id, ${LINE} FROM bench.request WHERE tenant = 0 AND part = ${largest.part} ORDER BY time DESC, seq DESC`,
    ],
    clickHouse: `SELECT ${CLICKHOUSE_COLUMNS} FROM bench.request WHERE tenant = 0 AND day = ${text(largest.day)} AND part = ${largest.part}
      ORDER BY time DESC, seq DESC`,
    isStream: true,
    runs: 5,
  };
}

/** Paths and names of the traffic have no line feeds. */
export function linesOf(body: string): number {
  let lines = 0;
  for (let at = body.indexOf('\n'); at !== -1; at = body.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
