import { alreadyBlocked } from '../blocks/block.service.ts';
import { notFound } from '../input.ts';
import type { Block, BlockInForce, Bulk, Change } from './bulk.repository.ts';
import type { SessionBulkRow } from './bulk.type.ts';
import type { Selected } from './selection.ts';

// What is to come of each session: of one code for the preview and for what is done, so that they say the same.

/** What is to be done to one key, for the parts of it that were selected. */
export type Step = Pick<Change, 'sessionIds' | 'identifiedBy'> & {
  /** What is to be in force; of an unblock, what is. */
  block: Block;
  /** The entry that is to be ended; of a block, none. */
  entryId: string | null;
};

export interface Plan {
  /** In the order of the selection. */
  rows: SessionBulkRow[];
  /** One for each key that is changed. */
  steps: Step[];
}

type Blocks = ReadonlyMap<string, BlockInForce>;

/** Blocking: a key that is blocked stays so, for the reason and the end of it are somebody's decision. */
export function planOfBlocks(selected: readonly Selected[], inForce: Blocks, block: Omit<Block, 'sessionKey'>): Plan {
  return planOf(selected, (key) => {
    const known = inForce.get(key);
    return known ? alreadyBlocked(known).message : { block: { ...block, sessionKey: key }, entryId: null };
  });
}

export function planOfUnblocks(selected: readonly Selected[], inForce: Blocks): Plan {
  return planOf(selected, (key) => {
    const known = inForce.get(key);
    return known ? { block: known, entryId: known.id } : 'it is not blocked';
  });
}

function planOf(
  selected: readonly Selected[],
  stepOf: (key: string) => Pick<Step, 'block' | 'entryId'> | string,
): Plan {
  const steps = new Map<string, Step>();
  const rows = selected.map(({ sessionId, part }): SessionBulkRow => {
    if (!part) {
      const { code, message } = notFound('session', sessionId);
      return { sessionId, outcome: 'REFUSED', code, message };
    }
    const step = stepOf(part.key);
    if (typeof step === 'string') return unchanged(sessionId, step);
    const known = steps.get(part.key);
    if (known) known.sessionIds.push(sessionId);
    else steps.set(part.key, { ...step, sessionIds: [sessionId], identifiedBy: part.identifiedBy });
    return done(sessionId);
  });
  return { rows, steps: [...steps.values()] };
}

/** Taking a bulk back: exactly what it changed, where that still stands. */
export function planOfUndo({ kind, changes }: Bulk, inForce: Blocks, now: Date): Plan {
  const steps: Step[] = [];
  const rows = changes.flatMap((change) => {
    const { sessionIds, identifiedBy, entryId, sessionKey, applications, until, reason } = change;
    const known = inForce.get(sessionKey);
    if (kind === 'BLOCKED') {
      if (known?.id !== entryId) return sessionIds.map((id) => unchanged(id, 'the block of then has ended'));
      steps.push({ sessionIds, identifiedBy, block: known, entryId });
      return sessionIds.map(done);
    }
    const block = { sessionKey, applications, until, reason };
    if (known) {
      const { message } = alreadyBlocked(known);
      return sessionIds.map((id) => (isSame(known, block) ? unchanged(id, message) : conflict(id, message)));
    }
    if (until && until <= now) return sessionIds.map((id) => unchanged(id, 'the time of the block is over'));
    steps.push({ sessionIds, identifiedBy, block, entryId: null });
    return sessionIds.map(done);
  });
  return { rows, steps };
}

function isSame(one: Block, other: Block): boolean {
  const textOf = ({ applications, until, reason }: Block) => JSON.stringify([applications, until, reason]);
  return textOf(one) === textOf(other);
}

const done = (sessionId: string): SessionBulkRow => ({ sessionId, outcome: 'DONE', code: null, message: null });
const unchanged = (sessionId: string, message: string): SessionBulkRow => ({
  sessionId,
  outcome: 'UNCHANGED',
  code: null,
  message,
});
const conflict = (sessionId: string, message: string): SessionBulkRow => ({
  sessionId,
  outcome: 'REFUSED',
  code: 'CONFLICT',
  message,
});

/** How many of each outcome. */
export function countsOf(rows: readonly SessionBulkRow[]) {
  const count = (wanted: SessionBulkRow['outcome']) => rows.filter(({ outcome }) => outcome === wanted).length;
  return { doneCount: count('DONE'), unchangedCount: count('UNCHANGED'), refusedCount: count('REFUSED') };
}
