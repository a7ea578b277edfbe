import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { cssComments } from './scripts/css-comments.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The single-file bundle: `<script type="module" src="api-sessions.js">` registers all elements. */
export default defineConfig({
  root: here('.'),
  plugins: [cssComments],
  // urql asks for it; the browser has no process.
  define: { 'process.env.NODE_ENV': '"production"' },
  // Whatever NODE_ENV says where it is built.
  resolve: { conditions: ['module', 'browser', 'production'] },
  build: {
    target: 'es2022',
    outDir: here('dist'),
    // The folder may hold other files of its owner.
    emptyOutDir: false,
    copyPublicDir: false,
    // What is inside, and its licences, lies beside it wherever it is built to.
    license: { fileName: 'api-sessions.licenses.md' },
    lib: { entry: here('define.ts'), formats: ['es'] },
    rolldownOptions: {
      output: {
        entryFileNames: 'api-sessions.js',
        codeSplitting: false,
        minify: true,
        comments: { annotation: false },
      },
    },
  },
});
