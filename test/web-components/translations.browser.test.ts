import { beforeAll, expect, test } from 'vitest';
import { en, registerTranslation } from '../../web-components/index.ts';
import { SessionFilters } from '../../web-components/session-filters/session-filters.ts';
import { openDetail, session } from './support/detail.ts';
import { openFakeGraph } from './support/graph.ts';
import { mount, shadow, textOf, until } from './support/page.ts';
import { answerSession, requestRow } from './support/requests.ts';
import { answersOf, find, openList } from './support/session-list.ts';

// Languages that a host brings; `en` is what it starts from.

beforeAll(() => {
  registerTranslation('fr', {
    ...en,
    list: { ...en.list, refresh: 'Actualiser' },
    filterBar: { ...en.filterBar, more: 'Autres filtres' },
    timeline: { ...en.timeline, unavailable: 'Pas de chronologie.' },
    detail: { ...en.detail, closeSession: 'Fermer la session', statistics: 'Statistiques' },
    judgement: { ...en.judgement, download: 'Télécharger' },
  });
  const { filterBar: _bar, timeline: _timeline, detail: _detail, decisions: _decisions, judgement: _j, ...own } = en;
  registerTranslation('nl', { ...own, list: { ...own.list, refresh: 'Vernieuwen' } });
});

const openFilters = async (lang: string) => {
  SessionFilters.define();
  const filters = Object.assign(document.createElement('session-filters') as SessionFilters, { lang });
  return shadow(await mount(filters, openFakeGraph({}).connection));
};

test('a translation is spoken by every element, each with the words of its own', async () => {
  const list = await openList(openFakeGraph(answersOf(1)), { lang: 'fr' });
  expect(find(list, '.refresh').title).toBe('Actualiser');
  expect(textOf((await openFilters('fr')).querySelector('[data-menu=more]'))).toBe('Autres filtres');

  // What is not to be reached is told in the words of all elements; what the server could not do, in its own.
  const refused = {
    ...answerSession(session, [requestRow(0)]),
    SessionTimeline: () => ({ errors: [{ message: 'no' }] }),
  };
  const opened = shadow((await openDetail({ lang: 'fr' }, refused)).element);
  expect(opened.querySelector('[aria-label="Fermer la session"]')).not.toBeNull();
  expect(textOf(opened.querySelector('summary'))).toBe('Statistiques');
  const timeline = () => opened.querySelector('session-timeline')?.shadowRoot;
  await until(() => textOf(timeline()?.querySelector('.notice span')) === 'Pas de chronologie.');
});

test('words that a translation leaves out are English', async () => {
  const list = await openList(openFakeGraph(answersOf(1)), { lang: 'nl' });
  expect(find(list, '.refresh').title).toBe('Vernieuwen');
  expect(textOf((await openFilters('nl')).querySelector('[data-menu=more]'))).toBe('More filters');
  const opened = shadow((await openDetail({ lang: 'nl' })).element);
  expect(opened.querySelector('[aria-label="Close session"]')).not.toBeNull();
  expect(textOf(opened.querySelector('summary'))).toBe('Statistics');
});
