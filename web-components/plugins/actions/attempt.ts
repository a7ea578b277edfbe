import type { CombinedError } from '@urql/core';
import { failureOf } from '../../data/client.ts';
import {
  BlockSessionDocument,
  CreateRuleDocument,
  type CreateRuleMutation,
  DeleteRuleDocument,
  JudgeAttackDocument,
  MarkFalsePositiveDocument,
  type SessionsErrorCode,
  UnblockSessionDocument,
  UnmarkFalsePositiveDocument,
  type UnmarkFalsePositiveMutation,
  WithdrawVerdictDocument,
} from '../../data/documents.generated.ts';
import type { ActionKind, PluginHost } from '../plugin.ts';

/** What is to be done, and what would take it back. */
export interface Wish {
  readonly kind: ActionKind;
  /** Id of the detection, the request, the rule, the session part or the attack. */
  readonly subject: string;
  /** Everything that the graph is sent but the key. */
  readonly input: object;
  inverse(done: Done): Wish;
  /** Whether that would restore all that was; unless given, it does. */
  isUndone?(done: Done): boolean;
}

/** What the graph says of something that it did. */
export type Done = Partial<
  Extract<CreateRuleMutation['result'], { rule: unknown }> &
    Pick<Extract<UnmarkFalsePositiveMutation['result'], { affectedRequests: unknown }>, 'affectedRequests'>
>;

/** What the graph says of something that it did not do. */
export interface Refusal {
  readonly code: SessionsErrorCode;
  /** For people, in English. */
  readonly message: string;
  /** Of a value that cannot be meant: `input`, `until`. */
  readonly path?: readonly string[];
  /** What can be done in its place, in English. */
  readonly alternative?: string;
}

export type Outcome =
  | { readonly kind: 'done'; readonly done: Done }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** No answer: it may have been done or not. */
  | { readonly kind: 'lost'; readonly why: 'network' | 'auth' | 'server' }
  /** The page does it itself or wants nothing done, or the plugin is gone. */
  | { readonly kind: 'taken' };

const DOCUMENTS: Record<ActionKind, string> = {
  'mark-false-positive': MarkFalsePositiveDocument,
  'unmark-false-positive': UnmarkFalsePositiveDocument,
  'create-rule': CreateRuleDocument,
  'delete-rule': DeleteRuleDocument,
  'block-session': BlockSessionDocument,
  'unblock-session': UnblockSessionDocument,
  'judge-attack': JudgeAttackDocument,
  'withdraw-verdict': WithdrawVerdictDocument,
};

/** One wish, however often it is sent: where no answer came, the next try has the same key, so that nothing is done twice. */
export class Attempt {
  private readonly idempotencyKey = newKey();
  private isProposed = false;

  constructor(readonly wish: Wish) {}

  async send(host: PluginHost): Promise<Outcome> {
    const { kind, subject } = this.wish;
    const input = { ...this.wish.input, idempotencyKey: this.idempotencyKey };
    if (!this.isProposed && !host.propose(kind, subject, input)) return { kind: 'taken' };
    this.isProposed = true;
    try {
      const { result } = await host.mutate<{ result: Done | Refusal }>(DOCUMENTS[kind], { input });
      return 'code' in result ? { kind: 'refused', refusal: result } : { kind: 'done', done: result };
    } catch (error) {
      if (host.signal.aborted) return { kind: 'taken' };
      const { kind: why, detail = '' } = failureOf(error as CombinedError);
      // A value that the schema has no result for.
      return why === 'input'
        ? { kind: 'refused', refusal: { code: 'INVALID', message: detail } }
        : { kind: 'lost', why };
    }
  }
}

/** A random UUID is there for pages over HTTPS and of the own machine only. */
function newKey(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
