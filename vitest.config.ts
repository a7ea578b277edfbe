import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        // type-graphql, apollo and our code must share ONE graphql module (graphql 16 has main + module and no exports)
        resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
