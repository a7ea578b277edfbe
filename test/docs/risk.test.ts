import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ATTACK_TYPES, attackTypeOf } from '../../subgraph/attacks/attack-types.ts';
import { SESSION_RISK_BOUNDS } from '../../subgraph/filters/risk-condition.ts';
import { MAX_EVIDENCE } from '../../subgraph/risk/evidence.ts';
import { type FactorCode, WEIGHTS } from '../../subgraph/risk/weights.ts';

// docs/risk.md says in words and tables what weights.json says in numbers. Neither may change without the other.

const TEXT = readFileSync('docs/risk.md', 'utf8');

/** Rows of the table whose first heading this is, as texts of their cells. */
function table(heading: string): string[][] {
  const [found] = TEXT.split('\n\n').filter((block) => block.startsWith(`| ${heading} `));
  const rows = found!.trim().split('\n');
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const codesIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);

/** Points of every code in the first column of a table. */
const pointsIn = (rows: string[][]) =>
  Object.fromEntries(rows.flatMap(([codes, points]) => codesIn(codes!).map((code) => [code, Number(points)])));

/** The numbers of a text in their order, in figures and in words; 2xx is none. */
function numbersIn(text: string): number[] {
  const words: Record<string, number> = { 'a quarter': 0.25, half: 0.5, two: 2, three: 3, five: 5 };
  const found = text.matchAll(/\d[\d,]*(?:\.\d+)?(?! ?[\dx])( %)?|a quarter|\b(?:half|two|three|five)\b/g);
  return [...found].map(([each, percent]) => {
    const number = words[each] ?? Number.parseFloat(each.replaceAll(',', ''));
    return percent ? number / 100 : number;
  });
}

test('the factors are those of the weights, each with the most that it gives', () => {
  const documented = table('Code').map(([code, , , most]) => [...codesIn(code!), Number(most)]);
  const known = Object.entries(WEIGHTS).map(([code, { max }]) => [code, max]);
  expect(documented).toEqual(known);
});

test('every number in the words about a factor is a weight, or follows from one', () => {
  const documented = Object.fromEntries(
    table('Code').map(([code, what, points]) => [codesIn(code!)[0], numbersIn(`${what}; ${points}`)]),
  );
  const { MALICIOUS_ANSWERED, ATTACK_TYPES, SENSITIVE_FLOW, RISKY_ENDPOINT, ERROR_RATIO, VOLUME, IDENTITY, SOURCE } =
    WEIGHTS;
  const { levels, rogue } = RISKY_ENDPOINT;
  const { tags } = SOURCE;
  const expected: Record<FactorCode, (number | undefined)[]> = {
    ATTACK_SEVERITY: [],
    MALICIOUS_ANSWERED: [MALICIOUS_ANSWERED.severityShare, MALICIOUS_ANSWERED.perDoubling, 2, 4, 8],
    ATTACK_TYPES: [ATTACK_TYPES.perFurther],
    SENSITIVE_FLOW: [SENSITIVE_FLOW.withoutAttack],
    RISKY_ENDPOINT: [levels.MEDIUM, levels.HIGH, rogue.SHADOW, rogue.ZOMBIE, RISKY_ENDPOINT.withoutAttack],
    ERROR_RATIO: [ERROR_RATIO.from, ERROR_RATIO.to, ERROR_RATIO.leastErrors],
    VOLUME: [VOLUME.from, VOLUME.perDoubling, VOLUME.perDoubling, VOLUME.from * 2, VOLUME.from * 4],
    // For two users; for three, and for five, one doubling more each.
    IDENTITY: [IDENTITY.first, 2, IDENTITY.perDoubling, 3, IDENTITY.perDoubling, 5],
    SOURCE: [tags.tor, tags.proxy, tags.datacenter],
  };
  expect(documented).toEqual(expected);
  // What is not in the words adds nothing.
  expect([levels.LOW, rogue.ORPHAN]).toEqual([0, 0]);
  expect(tags).toEqual({ tor: tags.tor, proxy: tags.proxy, vpn: tags.proxy, datacenter: tags.datacenter });
});

test('the severities of attacks are those of the weights', () => {
  expect(pointsIn(table('Types of attack'))).toEqual(WEIGHTS.ATTACK_SEVERITY.types);
  const { xss, ...categories } = pointsIn(table('Category of all other types'));
  expect(categories).toEqual(WEIGHTS.ATTACK_SEVERITY.categories);
  // An example of its category, which is found there and nowhere else.
  expect(xss).toBe(WEIGHTS.ATTACK_SEVERITY.categories[attackTypeOf('xss').category]);
  const known = ATTACK_TYPES.map(({ code }) => code);
  expect(known).toEqual(expect.arrayContaining(Object.keys(WEIGHTS.ATTACK_SEVERITY.types)));
});

test('the points of flows are those of the weights', () => {
  const rows = table('Flows');
  expect(rows.at(-1)).toEqual(['any other', '0']);
  expect(pointsIn(rows)).toEqual(WEIGHTS.SENSITIVE_FLOW.flows);
});

test('levels and the number of requests that are named are those of the code', () => {
  const { medium, high } = SESSION_RISK_BOUNDS;
  expect(TEXT).toContain(`Under ${medium} it is \`LOW\`, under ${high} \`MEDIUM\`, else \`HIGH\`.`);
  expect([TEXT.match(/up to (\w+) requests that show it/)?.[1], MAX_EVIDENCE]).toEqual(['ten', 10]);
});
