import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Of the same origin for the browser, as `connect-src 'self'` wants it.
  server: { proxy: { '/graphql': 'http://127.0.0.1:4000' } },
});
