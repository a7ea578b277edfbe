// The plugins of the console on a supergraph: where its own pages are, and what the owners of endpoints and of attacks say.
import { attackLinks, discovery } from '/api-sessions.js';

const words = (text) => text?.toLowerCase().replaceAll('_', ' ');
const time = (iso, locale) => iso && new Date(iso).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });

document.querySelector('sessions-provider').plugins = [
  discovery({
    href: (id) => `/discovery?${new URLSearchParams({ endpoint: id })}`,
    owner: {
      subgraph: 'discovery',
      fields: 'fragment EndpointFacts on Endpoint { application risk rogue sensitiveData lastSeenAt }',
      rows: ({ application, risk, rogue, sensitiveData, lastSeenAt }, { locale }) => [
        ['Application', application],
        ['Risk', risk && `${risk} of 10`],
        ['Rogue', words(rogue)],
        ['Sensitive data', sensitiveData?.map(words).join(', ')],
        ['Last seen', time(lastSeenAt, locale)],
      ],
    },
  }),
  attackLinks({
    href: (id) => `/attacks#${new URLSearchParams({ attack: id })}`,
    owner: {
      subgraph: 'attacks',
      fields: 'fragment AttackFacts on Attack { type severity falsePositive firstSeenAt }',
      rows: ({ type, severity, falsePositive, firstSeenAt }, { locale }) => [
        ['Severity', words(severity)],
        ['Type', words(type)],
        ['False positive', falsePositive ? 'yes' : 'no'],
        ['First seen', time(firstSeenAt, locale)],
      ],
    },
  }),
];
