import { registerEnumType } from 'type-graphql';

// What filters ask for by name. Enums as plain objects: rows of the store and filters hold their values as text.

export const SessionRiskLevel = { LOW: 'LOW', MEDIUM: 'MEDIUM', HIGH: 'HIGH' } as const;
export type SessionRiskLevel = keyof typeof SessionRiskLevel;
registerEnumType(SessionRiskLevel, {
  name: 'SessionRiskLevel',
  description: 'A risk in words.',
  valuesConfig: {
    LOW: { description: 'An endpoint below 4 of 10; a session below 30 of 100.' },
    MEDIUM: { description: 'An endpoint below 8 of 10; a session below 70 of 100.' },
    HIGH: { description: 'An endpoint from 8 of 10; a session from 70 of 100.' },
  },
});

export const SessionConfirmation = { CONFIRMED: 'CONFIRMED', UNCONFIRMED: 'UNCONFIRMED' } as const;
export type SessionConfirmation = keyof typeof SessionConfirmation;
registerEnumType(SessionConfirmation, {
  name: 'SessionConfirmation',
  description: 'Whether an endpoint is known to be there. Anybody may ask for any path: that alone makes no endpoint.',
  valuesConfig: {
    CONFIRMED: {
      description:
        'It answered 2xx or 3xx to a request that was not blocked and is kept, or a specification knows it, whichever version.',
    },
    UNCONFIRMED: { description: 'It did not.' },
  },
});

export const SessionEndpointKind = { API: 'API', PAGE: 'PAGE', STATIC: 'STATIC' } as const;
export type SessionEndpointKind = keyof typeof SessionEndpointKind;
registerEnumType(SessionEndpointKind, {
  name: 'SessionEndpointKind',
  description:
    'What an endpoint is: by specifications, the name of a file, the media types of its answers and what its path says, the first of them that says it.',
  valuesConfig: {
    API: { description: 'For programs: a specification knows it, it answered with data, or its path or host says so.' },
    PAGE: { description: 'For people: it answered with HTML, or is named like it.' },
    STATIC: { description: 'A file that is the same for everybody: a script, a style, an image, a font, a document.' },
  },
});

export const SessionRogueKind = { SHADOW: 'SHADOW', ZOMBIE: 'ZOMBIE', ORPHAN: 'ORPHAN' } as const;
export type SessionRogueKind = keyof typeof SessionRogueKind;
registerEnumType(SessionRogueKind, {
  name: 'SessionRogueKind',
  description: 'How an endpoint and its API specification disagree.',
  valuesConfig: {
    SHADOW: { description: 'It is confirmed by its traffic, and no specification of its host knows it.' },
    ZOMBIE: { description: 'It has traffic, and the newest specification has dropped it.' },
    ORPHAN: { description: 'It is specified and has no traffic; never said of a requested endpoint.' },
  },
});

export const SessionSensitiveData = {
  PII: 'PII',
  CREDENTIALS: 'CREDENTIALS',
  FINANCIAL: 'FINANCIAL',
  MEDICAL: 'MEDICAL',
  TECHNICAL: 'TECHNICAL',
} as const;
export type SessionSensitiveData = keyof typeof SessionSensitiveData;
registerEnumType(SessionSensitiveData, {
  name: 'SessionSensitiveData',
  description: 'A kind of sensitive data that an endpoint handles.',
  valuesConfig: {
    PII: { description: 'Data about persons.' },
    CREDENTIALS: { description: 'Passwords, keys and tokens.' },
    FINANCIAL: { description: 'Cards, accounts and payments.' },
    MEDICAL: { description: 'Data about health.' },
    TECHNICAL: { description: 'Internals of systems, such as addresses and stack traces.' },
  },
});

export const SessionMetric = { DURATION: 'DURATION', SIZE: 'SIZE' } as const;
export type SessionMetric = keyof typeof SessionMetric;
registerEnumType(SessionMetric, {
  name: 'SessionMetric',
  description: 'What is measured of a response.',
  valuesConfig: {
    DURATION: { description: 'Time taken, in milliseconds.' },
    SIZE: { description: 'Size of the response, in bytes.' },
  },
});
