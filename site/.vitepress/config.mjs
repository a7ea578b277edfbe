import { defineConfig } from 'vitepress';
import { SIDEBAR } from '../map.ts';

export default defineConfig({
  srcDir: 'pages',
  outDir: './dist',
  title: 'API Sessions',
  description: 'The session around a malicious API request: a GraphQL subgraph and web components.',
  cleanUrls: true,
  lastUpdated: false,
  // Places in pages have the names that they have where the files are read in the repository.
  markdown: {
    anchor: {
      slugify: (title) =>
        title
          .toLowerCase()
          .replace(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
    },
  },
  head: [['link', { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' }]],
  vite: { build: { chunkSizeWarningLimit: 4_000 } },
  themeConfig: {
    logo: '/icon.svg',
    nav: [
      { text: 'Guide', link: '/start' },
      { text: 'Elements', link: '/elements/' },
      { text: 'Graph', link: '/graph/queries' },
      { text: 'Operating', link: '/operating' },
    ],
    sidebar: SIDEBAR.map(({ text, items, collapsed = false }) => ({
      text,
      collapsed,
      items: items.map(({ text, link }) => ({ text: text.replaceAll('<', '&lt;').replaceAll('>', '&gt;'), link })),
    })),
    outline: 'deep',
    // An index of its own beside the pages: nothing is asked of anybody else.
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: 'https://github.com/api-sessions/api-sessions' }],
    footer: { message: 'Apache-2.0' },
  },
});
