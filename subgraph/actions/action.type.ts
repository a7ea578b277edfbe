import { registerEnumType } from 'type-graphql';
import type { Context } from '../context.ts';
import { ACTION_NAMES, type ActionName } from './action-names.ts';

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
  },
});

/** What the viewer of an operation may do. */
export function allowedActions({ actions }: Context): ActionName[] {
  return [...actions];
}
