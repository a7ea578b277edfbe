import type { LiveTerms } from './live.en.ts';

/** German words; live.en.ts says what each is. */
export const liveDe: LiveTerms = {
  fresh: 'neu',
  freshHint: 'Neu, oder mit neuen Anfragen, seit diese Liste davor gelesen wurde',
  autoRefresh: 'Automatisch aktualisieren',
  autoRefreshHint:
    'Automatisch aktualisieren: zeigt neue und geänderte Sitzungen von selbst, auf der ersten Seite, solange diese Seite zu sehen und kein Menü offen ist',
  every: (seconds) => `Auto: ${seconds === 0 ? 'aus' : seconds < 60 ? `${seconds} s` : `${seconds / 60} min`}`,
};
