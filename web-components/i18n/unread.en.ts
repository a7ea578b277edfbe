/** What is said of parameters that were not understood; loaded when there are any. */
export const unreadEn = {
  heading:
    'Part of what was asked for was not understood. Nothing is shown: without it, it would be more than was asked for.',
  drop: 'Show without it',
  more: (count: string) => `and ${count} more`,
  name: (name: string, meant: string | undefined, names: string) =>
    meant
      ? `There is no filter “${name}”. Did you mean “${meant}”?`
      : `There is no filter “${name}”. There are: ${names}.`,
  notExcludable: 'This filter cannot leave values out.',
  choices: (values: string) => `One of these is expected: ${values}.`,
  code: 'A code from 100 to 599, or a class such as 4xx, is expected.',
  ip: 'An address, or a block such as 10.0.0.0/8, is expected.',
  range:
    'Two numbers are expected, such as 100..500, of which one may be missing; where things are counted, whole ones.',
  time: 'Expected is 15m, 12h, 7d, today, yesterday, last-week or all, or two times in UTC: 2026-11-20T10:00Z..2026-11-21T00:00Z.',
  text: 'A text of 1 to 1,000 characters is expected.',
  single: 'There can be one of these only; the first one counts.',
  singleMatch: 'There can be one of these only, and no “any” where other requests are asked for (and.1, then.1).',
  groups: 'Other requests are and.1 to and.5, and then.1 to then.5.',
  within: 'After “then” only, and once, a time up to a day is expected, such as 60s or 0.5s.',
  ofSession: 'This is a fact of the session; it stands without “and” or “then”.',
  elsewhere: 'This chooses sessions, not requests of one.',
  plugin: 'No plugin of this page has this filter, or it does not take this value.',
  version: 'This link was made by a newer version.',
};

export type UnreadTerms = typeof unreadEn;
