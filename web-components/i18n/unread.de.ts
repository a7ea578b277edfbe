import type { UnreadTerms } from './unread.en.ts';

/** German words; unread.en.ts says what each is. */
export const unreadDe: UnreadTerms = {
  heading:
    'Ein Teil des Gewünschten wurde nicht verstanden. Es wird nichts gezeigt: Ohne diesen Teil wäre es mehr als gewünscht.',
  drop: 'Ohne diesen Teil zeigen',
  more: (count) => `und ${count} weitere`,
  name: (name, meant, names) =>
    meant
      ? `Es gibt keinen Filter „${name}“. Ist „${meant}“ gemeint?`
      : `Es gibt keinen Filter „${name}“. Es gibt: ${names}.`,
  notExcludable: 'Dieser Filter kann keine Werte ausschließen.',
  choices: (values) => `Erwartet wird eines von: ${values}.`,
  code: 'Erwartet wird ein Code von 100 bis 599 oder eine Klasse wie 4xx.',
  ip: 'Erwartet wird eine Adresse oder ein Block wie 10.0.0.0/8.',
  range: 'Erwartet werden zwei Zahlen wie 100..500, von denen eine fehlen darf; wo gezählt wird, ganze.',
  time: 'Erwartet wird 15m, 12h, 7d, today, yesterday, last-week oder all, oder zwei Zeiten in UTC: 2026-11-20T10:00Z..2026-11-21T00:00Z.',
  text: 'Erwartet wird ein Text von 1 bis 1.000 Zeichen.',
  single: 'Davon kann es nur eines geben; das erste gilt.',
  singleMatch: 'Davon kann es nur eines geben, und kein „any“, wo weitere Anfragen verlangt werden (and.1, then.1).',
  groups: 'Weitere Anfragen sind and.1 bis and.5 und then.1 bis then.5.',
  within: 'Nur nach „then“ und nur einmal wird eine Zeit bis zu einem Tag erwartet, etwa 60s oder 0.5s.',
  ofSession: 'Das ist eine Angabe zur Sitzung; sie steht ohne „and“ oder „then“.',
  elsewhere: 'Das wählt Sitzungen aus, keine Anfragen in einer.',
  plugin: 'Kein Plugin dieser Seite hat diesen Filter, oder es nimmt diesen Wert nicht.',
  version: 'Dieser Link stammt von einer neueren Version.',
};
