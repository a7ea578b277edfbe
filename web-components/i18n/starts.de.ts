import type { StartsTerms } from './starts.en.ts';

/** German words; starts.en.ts says what each is. */
export const startsDe: StartsTerms = {
  label: 'Womit anfangen:',
  riskiest: ['Höchstes Risiko', 'Sitzungen nach Risiko, die riskantesten zuerst'],
  letThrough: ['Durchgelassene Angriffe', 'Ein Angriff wurde nicht blockiert und mit Erfolg beantwortet (2xx)'],
  sinceYesterday: ['Neu seit gestern', 'Sitzungen der letzten 24 Stunden, der späteste Beginn zuerst'],
  slow: ['Langsame Antworten', 'Eine Anfrage dauerte weit länger als an ihrem Endpunkt üblich'],
  hideSingles: ({ short, value }) =>
    `${short ? `${short} ` : ''}${value === 1 ? 'Sitzung' : 'Sitzungen'} mit nur einer Anfrage ausblenden`,
  singlesHint:
    'Scanner, Überwachung, einzelne Besuche: Sitzungen mit einer einzigen Anfrage fehlen dann in dieser Liste',
};
