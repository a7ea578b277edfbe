// The plugins of this console: where its own pages are.
import { actions, attackLinks, discovery, risk } from '/api-sessions.js';

document.querySelector('sessions-provider').plugins = [
  actions(),
  risk(),
  discovery({ href: (id) => `/discovery?${new URLSearchParams({ endpoint: id })}` }),
  attackLinks({ href: (id) => `/attacks#${new URLSearchParams({ attack: id })}` }),
];
