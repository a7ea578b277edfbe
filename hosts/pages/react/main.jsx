import { StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { Page } from './page.jsx';

const place = document.getElementById('root');
const page = (
  <StrictMode>
    <Page />
  </StrictMode>
);
// With what a server rendered, or without.
if (place.firstChild) hydrateRoot(place, page);
else createRoot(place).render(page);
