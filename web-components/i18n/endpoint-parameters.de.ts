import { detailDe } from './detail.de.ts';
import type { EndpointParameterTerms } from './endpoint-parameters.en.ts';
import { insightsDe } from './insights.de.ts';

export const endpointParametersDe: EndpointParameterTerms = {
  name: 'Name',
  source: 'Wo',
  kinds: 'Sieht aus wie',
  requests: 'Anfragen',
  sources: detailDe.parameterSources,
  kindNames: {
    HIDDEN: 'verborgen',
    EMPTY: 'leer',
    INTEGER: 'ganze Zahl',
    NUMBER: 'Zahl',
    BOOLEAN: 'wahr oder falsch',
    UUID: 'UUID',
    HEX: 'hexadezimal',
    DATE: 'Datum',
    EMAIL: 'E-Mail-Adresse',
    URL: 'URL',
    TEXT: 'Text',
  },
  sensitive: insightsDe.sensitiveKinds,
  notPermitted: detailDe.notPermitted,
  notPermittedHint: detailDe.notPermittedHint,
  none: 'Keine Anfrage, die beantwortet wurde und kein Angriff ist, hatte welche.',
  counted: (requests, isAll) =>
    isAll
      ? `Von den ${requests} Anfragen, die beantwortet wurden und kein Angriff sind.`
      : `Von den ${requests} neuesten Anfragen, die beantwortet wurden und kein Angriff sind; es kann mehr geben.`,
  leftOut: (names, isOne) => `${names} ${isOne ? 'weiterer Name ist' : 'weitere Namen sind'} nicht aufgeführt.`,
  failed: 'Die Parameter des Endpunkts sind nicht verfügbar.',
};
