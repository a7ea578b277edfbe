import type { LiveFactsWords } from './live-facts.en.ts';

export const liveFactsDe: LiveFactsWords = {
  live: (owner) => `Aktuell aus ${owner}`,
  copies: 'Wie importiert',
  copiesWhy: 'Kopien, vielleicht älter: Nach ihnen wird gefiltert und gezählt.',
  unavailable: (owner) => `Nicht verfügbar: keine Antwort von ${owner}.`,
  unknown: (owner) => `In ${owner} nicht bekannt.`,
  askAgain: 'Erneut fragen',
  none: '–',
};
