import type { Database } from '../../subgraph/db/database.ts';
import type { Graph } from '../../test/support/open-graph.ts';
import type { Question } from '../questions/question.type.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { difference } from './agreement.ts';
import { askClickHouse, askFloor, bestFloor } from './peers.ts';
import type { Measured } from './result.type.ts';
import { sqlTimeOf } from './sql-time.ts';
import { timed, timesOf } from './times.ts';
import { workOf } from './work.ts';

export interface Asked {
  database: Database;
  graph: Graph;
  /** Null: it is not asked. */
  clickHouse: ClickHouse | null;
}

/** What all three answer; null: they agree. */
export async function disagreement({ database, graph, clickHouse }: Asked, question: Question): Promise<string | null> {
  const { rows, isExact } = await question.ours(graph);
  if (!isExact) return null;
  for (const [index, statement] of question.floor.entries()) {
    const found = difference(rows, await askFloor(database.pool, question, statement), question.near);
    if (found) return `ours and statement ${index} of the floor differ\n${found}`;
  }
  const found = clickHouse && difference(rows, askClickHouse(clickHouse, question), question.near);
  return found ? `ours and ClickHouse differ\n${found}` : null;
}

const WARM_UPS = 3;

/** Asks all three in turn, so that what else the machine does hits all. They must have been found to agree. */
export async function measure(asked: Asked, question: Question, runs: number): Promise<Measured> {
  const { database, graph, clickHouse } = asked;
  const statement = await bestFloor(database.pool, question);
  for (let run = 0; run < Math.min(WARM_UPS, question.runs ?? WARM_UPS) - 1; run++) await question.ours(graph);
  const times = { ours: [] as number[], sql: [] as number[], floor: [] as number[], clickHouse: [] as number[] };
  for (let run = 0; run < Math.min(runs, question.runs ?? runs); run++) {
    const ours = await timed(() => sqlTimeOf(() => question.ours(graph)));
    times.ours.push(ours.ms);
    times.sql.push(ours.result);
    times.floor.push((await timed(() => askFloor(database.pool, question, statement))).ms);
    if (clickHouse) times.clickHouse.push((await timed(() => askClickHouse(clickHouse, question))).ms);
  }
  const { rows, isExact } = await question.ours(graph);
  const [ours, floor] = [timesOf(times.ours), timesOf(times.floor)];
  const peer = clickHouse ? timesOf(times.clickHouse) : null;
  return {
    name: question.name,
    title: question.title,
    answered: rows.length,
    isExact,
    ours,
    floor,
    floorStatement: question.floor.indexOf(statement),
    isFloorVoid: floor.p50 > Math.min(ours.p50, peer?.p50 ?? ours.p50),
    clickHouse: peer,
    sqlMs: timesOf(times.sql).p50,
    ...(await workOf(database, () => question.ours(graph))),
  };
}
