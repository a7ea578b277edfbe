import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_ARGS, findChromium } from './test/support/chromium.ts';
import { accessibilityTree } from './test/web-components/support/accessibility-tree.ts';

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
          exclude: [
            ...['**/*.browser.test.ts', '**/node_modules/**'],
            // What takes more than a test may: `npm run test:trust`.
            ...(process.env.TRUST === 'full' ? [] : ['**/*.full.test.ts']),
          ],
          environment: 'node',
          globalSetup: ['test/support/global-setup.ts'],
          // The modules of the server take seconds to load, and no test changes any: each worker loads them once.
          isolate: false,
          maxWorkers: 2,
          // Each file opens an embedded database: its code is made faster only where that pays within one.
          execArgv: ['--wasm-tiering-budget=60000000'],
          // After the elements in the browser: these are in time only if nobody takes the processors from them.
          sequence: { groupOrder: 1 },
          // Tests wait for conditions. These limits end what hangs, and not what is slow on a busy machine.
          testTimeout: 240_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 60_000 } },
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
                testTimeout: 120_000,
                // Two pages at a time, each in a profile of its own.
                maxWorkers: 2,
                browser: {
                  enabled: true,
                  headless: true,
                  screenshotFailures: false,
                  viewport: { width: 1280, height: 800 },
                  provider: playwright({ launchOptions: { executablePath: chromium, args: CHROMIUM_ARGS } }),
                  instances: [{ browser: 'chromium' as const }],
                  commands: { accessibilityTree },
                },
              },
            },
          ]
        : []),
    ],
  },
});
