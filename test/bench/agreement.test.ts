import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disagreement } from '../../bench/measure/measure.ts';
import { questionsOf } from '../../bench/questions/index.ts';
import type { Facts, Question } from '../../bench/questions/question.type.ts';
import { openAsked } from '../../bench/store/asked.ts';
import { factsOf } from '../../bench/store/facts.ts';
import { importTraffic, loadFlat } from '../../bench/store/load.ts';
import { copyRisks } from '../../bench/store/risks.ts';
import { generatedTraffic } from '../../bench/store/traffics.ts';
import { periodOf } from '../../bench/traffic/generate.ts';
import { DATABASES } from '../support/database.ts';
import { givenDatabase } from '../support/graph.ts';
import type { Graph } from '../support/open-graph.ts';

// What the bench compares must be one question: the product and the floor answer alike. ClickHouse is compared where it is
// installed, by the bench itself.

const OPTIONS = { requests: 3_000, seed: 1, days: 7, tenants: 3 };
const silent = () => {};

describe.each(DATABASES)('on the %s database', (kind) => {
  const database = givenDatabase(kind);
  let graph: Graph;
  let facts: Facts;
  let questions: Question[];
  beforeAll(async () => {
    const all = generatedTraffic(OPTIONS);
    for (const traffic of all) await importTraffic(database, traffic, silent);
    await loadFlat(database, null, all, OPTIONS.days, silent);
    graph = await openAsked(database);
    facts = await factsOf(database.pool, { tenant: all[0]!.tenant, days: OPTIONS.days, ...periodOf(OPTIONS) });
    await copyRisks(graph, facts.tenant, database.pool, null);
    questions = questionsOf(facts);
  });
  afterAll(() => graph?.app.close());

  test('the product and every statement of the floor answer each question alike', async () => {
    const different: Record<string, string | null> = {};
    for (const question of questions) {
      different[question.name] = await disagreement({ database, graph, clickHouse: null }, question);
    }
    expect(different).toEqual(Object.fromEntries(questions.map(({ name }) => [name, null])));
  });

  test('the traffic is such that no question is answered by nothing', async () => {
    const answered: Record<string, number> = {};
    for (const { name, ours } of questions) answered[name] = (await ours(graph)).rows.length;
    expect(Object.entries(answered).filter(([, rows]) => rows === 0)).toEqual([]);
  });
});
