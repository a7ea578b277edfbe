import { registerEnumType } from 'type-graphql';
import type { Context } from '../context.ts';
import { ACTION_NAMES, type ActionName, SCOPE_OF_ACTION } from './action-names.ts';

export const SessionsAction = Object.fromEntries(ACTION_NAMES.map((name) => [name, name])) as {
  [Name in ActionName]: Name;
};
export type SessionsAction = ActionName;
registerEnumType(SessionsAction, {
  name: 'SessionsAction',
  description: 'What a viewer may be allowed to do.',
  valuesConfig: {
    MARK_FALSE_POSITIVE: { description: 'Mark detections as false positive, and take that back.' },
    CREATE_RULE: { description: 'Create rules from requests, and delete them.' },
    BLOCK_SESSION: { description: 'Block sessions, and unblock them.' },
    EXPORT: { description: 'Export the requests of a session.' },
    JUDGE_ATTACK: { description: 'Say whether the detector of an attack was right, and take that back.' },
  },
});

type Viewer = Pick<Context, 'actions' | 'scopes' | 'refusal'>;

/** What the viewer of an operation may do: what this server allows, as far as their scopes reach. */
export function allowedActions({ actions, scopes }: Viewer): ActionName[] {
  return actions.filter((action) => scopes.has(SCOPE_OF_ACTION[action]));
}

/** Why a mutation is refused before its input is looked at; null: it is not. */
export function actionRefusal({ actions, refusal }: Viewer, action: ActionName): string | null {
  if (!actions.includes(action)) return `${action} is not allowed here: this server's SESSIONS_ACTIONS leaves it out`;
  return refusal ?? null;
}
