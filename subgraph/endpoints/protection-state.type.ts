import { registerEnumType } from 'type-graphql';

export const SessionProtectionState = { ACTIVE: 'ACTIVE', MONITORING: 'MONITORING', OFF: 'OFF' } as const;
export type SessionProtectionState = keyof typeof SessionProtectionState;
registerEnumType(SessionProtectionState, {
  name: 'SessionProtectionState',
  description: 'What a protection of an endpoint does.',
  valuesConfig: {
    ACTIVE: { description: 'It stops requests.' },
    MONITORING: { description: 'It watches.' },
    OFF: { description: 'It is there, and switched off.' },
  },
});
