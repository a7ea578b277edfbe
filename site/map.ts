import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The elements, in the order in which somebody meets them. */
export const ELEMENTS = [
  'session-explorer',
  'session-list',
  'session-filters',
  'session-detail',
  'session-timeline',
  'explore-in-sessions-button',
  'sessions-provider',
  'sessions-plugin',
];

/** Pages of the reference of the graph, by what they hold. */
export const GRAPH: Record<string, string> = {
  queries: 'Queries',
  mutations: 'Mutations',
  objects: 'Objects',
  interfaces: 'Interfaces and unions',
  inputs: 'Inputs',
  enums: 'Enums',
  scalars: 'Scalars and directives',
};

export interface SitePage {
  readonly text: string;
  /** Where it stands in the site. */
  readonly link: string;
  /** The file of the repository that it is made of; none: it is generated. */
  readonly source?: string;
}

interface Group {
  readonly text: string;
  readonly collapsed?: boolean;
  readonly items: readonly SitePage[];
}

const page = (text: string, source: string, link: string) => ({ text, source, link });
/** A page of docs/, which stands at the same place in the site. */
const doc = (text: string, name: string) => page(text, `docs/${name}.md`, `/${name}`);
const made = (text: string, link: string) => ({ text, link });

/** What stands beside the pages. Every page of the site is here once; what is not here is not in the site. */
export const SIDEBAR: readonly Group[] = [
  {
    text: 'Guide',
    items: [
      doc('Start', 'start'),
      doc('Embedding', 'embedding'),
      doc('Querying', 'querying'),
      doc('Questions of an analyst', 'cookbook'),
      doc('Importing', 'importing'),
      doc('Taking traffic in', 'ingest'),
      doc('Federating', 'federating'),
      doc('Operating', 'operating'),
    ],
  },
  {
    text: 'Recipes',
    items: [
      doc('Reverse proxy', 'recipes/reverse-proxy'),
      doc('Content security policy', 'recipes/csp'),
      doc('Sign-in', 'recipes/sign-in'),
      doc('Theming', 'recipes/theming'),
      doc('Server rendering', 'recipes/server-rendering'),
      page('Gateways', 'peers/README.md', '/recipes/gateways'),
      page('Server inside of yours', 'subgraph/README.md', '/recipes/mounting'),
    ],
  },
  {
    text: 'Elements',
    items: [
      made('All elements', '/elements/'),
      ...ELEMENTS.map((tag) => made(`<${tag}>`, `/elements/${tag}`)),
      page('Their package', 'web-components/README.md', '/elements/package'),
    ],
  },
  {
    text: 'Graph',
    items: Object.entries(GRAPH).map(([name, text]) => made(text, `/graph/${name}`)),
  },
  {
    text: 'How it works',
    items: [
      doc('Words and numbers', 'semantics'),
      doc('What makes a session', 'session-identification'),
      doc('Endpoints and flows', 'endpoints-and-flows'),
      doc('What is usual', 'baselines'),
      doc('Risk', 'risk'),
      doc('Actions', 'actions'),
      doc('Exporting', 'exporting'),
      doc('Projections', 'projections'),
      page('Demo traffic', 'demo/README.md', '/demo'),
    ],
  },
  {
    text: 'Reference',
    items: [
      doc('Configuration', 'configuration'),
      made('Command line', '/command-line'),
      doc('Import formats', 'import-formats'),
      doc('Performance', 'performance'),
      doc('Trust', 'trust'),
      page('Security', 'SECURITY.md', '/security'),
      page('Changes and upgrades', 'CHANGELOG.md', '/changelog'),
    ],
  },
  {
    text: 'Developing',
    items: [page('Contributing', 'CONTRIBUTING.md', '/contributing'), doc('Developing', 'developing')],
  },
  { text: 'Decisions', collapsed: true, items: decisions() },
];

/** Every page that is made of a file: which, and where it stands. */
export const SOURCES = SIDEBAR.flatMap(({ items }) => items).filter(
  (each): each is Required<SitePage> => each.source !== undefined,
);

function decisions(): SitePage[] {
  return readdirSync(join(ROOT, 'docs/decisions'))
    .sort()
    .map((file) => {
      const [, title] = /^# (.+)$/m.exec(readFileSync(join(ROOT, 'docs/decisions', file), 'utf8')) ?? [];
      return doc(title ?? file, `decisions/${file.replace(/\.md$/, '')}`);
    });
}
