import type { Connection } from '../data/connection.ts';
import type { SessionTarget } from '../data/documents.generated.ts';
import { askAvailability, type NoAnswer, type TargetAnswer } from './ask-availability.ts';

/** One button's wish to know. */
export interface Question {
  readonly target: SessionTarget;
  asking(): void;
  answered(answer: TargetAnswer): unknown;
  failed(): unknown;
  /** Called for one of those that failed together. */
  signInWanted(): unknown;
}

/** The server answers this many at once. */
const MAX_TARGETS = 100;
/** What is not there now may be imported later. */
const FRESH_MS = 60_000;

const keyOf = (question: Question): string => JSON.stringify(question.target);

/** The questions of one connection that wait until their buttons are looked at, and the answers. */
export class AvailabilityBatch {
  private readonly waiting = new Set<Question>();
  private readonly visible = new Set<Question>();
  private readonly answers = new Map<string, { readonly answer: Promise<TargetAnswer>; readonly askedAt: number }>();

  constructor(private readonly connection: Connection) {}

  join(question: Question): void {
    this.waiting.add(question);
  }

  leave(question: Question): void {
    this.waiting.delete(question);
    this.visible.delete(question);
  }

  /** Its button is looked at: it is asked now, and others that wait go with it. */
  seen(question: Question): void {
    if (!this.waiting.has(question)) return;
    // Those that became visible in the same frame go together.
    if (this.visible.size === 0) queueMicrotask(() => this.ask());
    this.visible.add(question);
  }

  private ask(): void {
    this.forgetOld();
    const wanted = (questions: Iterable<Question>) =>
      [...questions].filter((question) => !this.answers.has(keyOf(question))).map((question) => keyOf(question));
    const urgent = new Set(wanted(this.visible));
    const places = Math.ceil(urgent.size / MAX_TARGETS) * MAX_TARGETS;
    const keys = [...new Set([...urgent, ...wanted(this.waiting)])].slice(0, places);
    const [first] = this.visible;
    this.visible.clear();
    for (let at = 0; at < keys.length; at += MAX_TARGETS) this.askFor(keys.slice(at, at + MAX_TARGETS), first!);
    for (const question of this.waiting) {
      const known = this.answers.get(keyOf(question));
      if (!known) continue;
      this.waiting.delete(question);
      question.asking();
      known.answer.then(
        (answer) => question.answered(answer),
        () => question.failed(),
      );
    }
  }

  private askFor(keys: readonly string[], first: Question): void {
    const answers = askAvailability(
      this.connection,
      keys.map((key): SessionTarget => JSON.parse(key)),
    );
    const askedAt = Date.now();
    for (const [index, key] of keys.entries()) {
      this.answers.set(key, { answer: answers.then((all) => all[index]!), askedAt });
    }
    answers.catch((reason: NoAnswer) => {
      for (const key of keys) this.answers.delete(key);
      if (reason.wantsSignIn) first.signInWanted();
    });
  }

  private forgetOld(): void {
    for (const [key, { askedAt }] of this.answers) {
      if (Date.now() - askedAt > FRESH_MS) this.answers.delete(key);
    }
  }
}

const batches = new WeakMap<Connection, AvailabilityBatch>();

export function batchOf(connection: Connection): AvailabilityBatch {
  const batch = batches.get(connection) ?? new AvailabilityBatch(connection);
  batches.set(connection, batch);
  return batch;
}
