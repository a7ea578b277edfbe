import { definePlugin, type SessionsPlugin } from '../plugin.ts';
import { renderExplanation } from './explanation.ts';
import { FRAGMENT, type RiskFields, renderCell } from './score.ts';
import { scoreFilter } from './score-filter.ts';
import { wordsIn } from './words.ts';

/** How much a session deserves to be looked at: a column to sort by, a filter, and in an open session the reasons. */
export function risk(): SessionsPlugin<RiskFields> {
  return definePlugin<RiskFields>({
    id: 'risk',
    apiVersion: 1,
    fragments: { session: FRAGMENT },
    columns: [
      {
        id: 'score',
        title: (locale) => wordsIn(locale).title,
        // After the attacks.
        order: 220,
        align: 'end',
        compact: true,
        orderBy: 'risk',
        render: renderCell,
      },
    ],
    sessionPanels: [
      {
        id: 'factors',
        title: (locale) => wordsIn(locale).title,
        // In front of all others: it says why one should look further.
        order: -100,
        when: ({ session, unavailable }) => session.risk_sum !== undefined || unavailable.includes('risk_sum'),
        render: renderExplanation,
      },
    ],
    filters: [scoreFilter],
  });
}
