import type { Scope } from '../auth/scope.type.ts';

/** What a viewer may be allowed to do. */
export const ACTION_NAMES = ['MARK_FALSE_POSITIVE', 'CREATE_RULE', 'BLOCK_SESSION', 'EXPORT', 'JUDGE_ATTACK'] as const;
export type ActionName = (typeof ACTION_NAMES)[number];

/** The scope that each action needs. */
export const SCOPE_OF_ACTION: Readonly<Record<ActionName, Scope>> = {
  MARK_FALSE_POSITIVE: 'attacks:write',
  CREATE_RULE: 'rules:write',
  BLOCK_SESSION: 'denylist:write',
  EXPORT: 'sessions:export',
  JUDGE_ATTACK: 'attacks:write',
};

/** The action that each mutation needs: who may do something may take it back. */
export const ACTION_OF_MUTATION = {
  markSessionDetectionFalsePositive: 'MARK_FALSE_POSITIVE',
  unmarkSessionDetectionFalsePositive: 'MARK_FALSE_POSITIVE',
  createSessionRule: 'CREATE_RULE',
  deleteSessionRule: 'CREATE_RULE',
  blockSession: 'BLOCK_SESSION',
  unblockSession: 'BLOCK_SESSION',
  blockSessions: 'BLOCK_SESSION',
  unblockSessions: 'BLOCK_SESSION',
  undoSessionBlocks: 'BLOCK_SESSION',
  judgeSessionAttack: 'JUDGE_ATTACK',
  withdrawSessionAttackVerdict: 'JUDGE_ATTACK',
} as const satisfies Record<string, ActionName>;
export type MutationName = keyof typeof ACTION_OF_MUTATION;
