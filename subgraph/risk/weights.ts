import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { AttackCategory } from '../attacks/attack-types.ts';
import { StartupError } from '../startup-error.ts';
import { schemaErrorInWords } from '../values/json-file.ts';

/** What a factor is called, and the most points that it gives. */
interface Factor {
  label: string;
  max: number;
}

type Points = Readonly<Record<string, number>>;

/** The numbers behind the risk score; docs/risk.md says what is done with each. */
export interface Weights {
  ATTACK_SEVERITY: Factor & { categories: Readonly<Record<AttackCategory, number>>; types: Points };
  MALICIOUS_ANSWERED: Factor & { severityShare: number; perDoubling: number };
  ATTACK_TYPES: Factor & { perFurther: number };
  SENSITIVE_FLOW: Factor & { flows: Points; withoutAttack: number };
  RISKY_ENDPOINT: Factor & {
    levels: Readonly<Record<'LOW' | 'MEDIUM' | 'HIGH', number>>;
    rogue: Readonly<Record<'SHADOW' | 'ZOMBIE' | 'ORPHAN', number>>;
    withoutAttack: number;
  };
  ERROR_RATIO: Factor & { from: number; to: number; leastErrors: number };
  VOLUME: Factor & { from: number; perDoubling: number };
  IDENTITY: Factor & { first: number; perDoubling: number };
  /** Tags in lower case. */
  SOURCE: Factor & { tags: Points };
}
export type FactorCode = keyof Weights;

/**
 * @param fileName what errors call the file
 * @throws {StartupError} not what the schema allows
 */
export function parseWeights(text: string, fileName: string): Weights {
  const validate = new Ajv().compile<Weights & { $schema?: string }>(JSON.parse(read('weights.schema.json')));
  const written: unknown = JSON.parse(text);
  if (!validate(written)) throw new StartupError(`${fileName}: ${schemaErrorInWords(validate.errors?.[0])}`);
  const { $schema: _, ...weights } = written;
  const { from, to } = weights.ERROR_RATIO;
  if (from >= to) throw new StartupError(`${fileName}: /ERROR_RATIO/from must be less than to`);
  return weights;
}

function read(name: string): string {
  // read, not imported: Node 20 warns about every JSON import
  return readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
}

const TEXT = read('weights.json');

export const WEIGHTS: Weights = parseWeights(TEXT, 'weights.json');

/** Changes with the weights: scores of other ones are to be computed anew. */
export const WEIGHTS_VERSION = createHash('sha256').update(TEXT).digest('hex').slice(0, 16);
