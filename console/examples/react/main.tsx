// A host in React. In this repository: `npm run build:elements`, `npm start`, and `npx vite console/examples/react`.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
