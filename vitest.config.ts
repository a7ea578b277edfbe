import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_ARGS, findChromium } from './test/support/chromium.ts';

const chromium = findChromium();
if (!chromium) {
  const message = 'no Chromium found (CHROMIUM_PATH, or one in its usual place): the tests of the elements need one';
  if (process.env.CI) throw new Error(message);
  console.warn(`SKIPPED: ${message}`);
}

export default defineConfig({
  test: {
    projects: [
      {
        // type-graphql, apollo and our code must share ONE graphql module (graphql 16 has main + module and no exports)
        resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
          environment: 'node',
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // A page that is loaded from a server and asks it questions is not there within a second on every machine.
          expect: { poll: { timeout: 10_000 } },
        },
      },
      ...(chromium
        ? [
            {
              // urql asks for it; the browser has no process.
              define: { 'process.env.NODE_ENV': '"test"' },
              optimizeDeps: {
                include: [
                  'lit',
                  'lit/async-directive.js',
                  'lit/decorators.js',
                  'lit/directive.js',
                  'lit/directives/class-map.js',
                  'lit/directives/guard.js',
                  'lit/directives/if-defined.js',
                  'lit/directives/keyed.js',
                  'lit/directives/live.js',
                  'lit/directives/ref.js',
                  'lit/directives/repeat.js',
                  'lit/directives/until.js',
                  'lit/static-html.js',
                  '@lit/context',
                  '@urql/core',
                  '@0no-co/graphql.web',
                  '@date-fns/tz',
                  'axe-core',
                ],
              },
              test: {
                name: 'browser',
                include: ['test/web-components/**/*.browser.test.ts'],
                testTimeout: 30_000,
                // Keys go through a real browser that shares two cores with servers and databases: as in test/e2e.
                retry: process.env.CI ? 1 : 0,
                browser: {
                  enabled: true,
                  headless: true,
                  screenshotFailures: false,
                  viewport: { width: 1280, height: 800 },
                  provider: playwright({ launchOptions: { executablePath: chromium, args: CHROMIUM_ARGS } }),
                  instances: [{ browser: 'chromium' as const }],
                },
              },
            },
          ]
        : []),
    ],
  },
});
