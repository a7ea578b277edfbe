import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The single-file bundle: `<script type="module" src="api-sessions.js">` registers all elements. */
export default defineConfig({
  root: here('.'),
  // urql asks for it; the browser has no process.
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    target: 'es2022',
    outDir: here('dist'),
    // The folder may hold other files of its owner.
    emptyOutDir: false,
    copyPublicDir: false,
    modulePreload: false,
    rolldownOptions: {
      input: here('define.ts'),
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: 'api-sessions.js', codeSplitting: false },
    },
  },
});
