import { html } from 'lit';
import type { Filter } from '../plugin.ts';
import type { Level } from './score.ts';
import type { RiskWords } from './words.en.ts';
import { wordsIn } from './words.ts';

const LEVELS: readonly Level[] = ['HIGH', 'MEDIUM', 'LOW'];
/** A score as it is written. */
const SCORE = /^(0|[1-9]\d?|100)$/;

/** Some levels, or a range: a level is a range too, so both would say one thing twice or nothing at all. */
export type ScoreValue =
  | { readonly levels: readonly Level[] }
  | { readonly from: number | undefined; readonly to: number | undefined };

/** `HIGH,MEDIUM`, `70..100`, `70..` or `..30` in links. */
export const scoreFilter: Filter<ScoreValue> = {
  id: 'score',
  title: (locale) => wordsIn(locale).title,
  toWhere: (value) =>
    'levels' in value ? { riskLevels: value.levels } : { riskScore: { gte: value.from, lte: value.to } },
  format: (value) => ('levels' in value ? value.levels.join() : `${value.from ?? ''}..${value.to ?? ''}`),
  parse: (text) => parseLevels(text) ?? parseRange(text),
  label: (value, locale) => {
    const words = wordsIn(locale);
    return 'levels' in value ? value.levels.map((level) => words.levels[level]).join(', ') : rangeText(value, words);
  },
  render: (value, set, host) => {
    const words = wordsIn(host.locale);
    const levels = value && 'levels' in value ? value.levels : [];
    const range = value && 'from' in value ? value : undefined;
    const toggle = (level: Level) => {
      const wanted = LEVELS.filter((one) => (one === level) !== levels.includes(one));
      set(wanted.length > 0 ? { levels: wanted } : undefined);
    };
    const apply = (event: SubmitEvent) => {
      event.preventDefault();
      const read = readRange(event.target as HTMLFormElement, words);
      // Nothing typed takes a range away, and no levels.
      if (read !== 'nonsense' && (read || range)) set(read);
    };
    const end = (name: 'from' | 'to') =>
      html`<label>${words[name]} <input name=${name} inputmode="numeric" autocomplete="off" aria-describedby="score-problem" .value=${String(range?.[name] ?? '')} /></label>`;
    return html`<div class="form">
      <div class="classes" role="group" aria-label=${words.level}>
        ${LEVELS.map(
          (level) =>
            html`<button type="button" class="button" aria-pressed=${levels.includes(level)} @click=${() => toggle(level)}>${words.levels[level]}</button>`,
        )}
      </div>
      <p class="muted">${words.levelsHint}</p>
      <form class="form" novalidate aria-label=${words.orScore} @submit=${apply}>
        <p>${words.orScore}</p>
        <div class="ends">${end('from')} ${end('to')}</div>
        <p class="problem" role="alert" id="score-problem"></p>
        <button class="button primary">${words.apply}</button>
      </form>
    </div>`;
  },
};

function parseLevels(text: string): ScoreValue | undefined {
  const named = text.split(',');
  if (!named.every((name) => LEVELS.includes(name as Level))) return undefined;
  return { levels: LEVELS.filter((level) => named.includes(level)) };
}

function parseRange(text: string): ScoreValue | undefined {
  const [from = '', to = '', ...others] = text.split('..');
  const isRange = text.includes('..') && others.length === 0 && from + to !== '';
  if (!isRange || ![from, to].every((end) => end === '' || SCORE.test(end))) return undefined;
  const value = { from: numberOf(from), to: numberOf(to) };
  return (value.from ?? 0) <= (value.to ?? 100) ? value : undefined;
}

const numberOf = (end: string): number | undefined => (end === '' ? undefined : Number(end));

function rangeText({ from, to }: { from: number | undefined; to: number | undefined }, words: RiskWords): string {
  if (from === undefined) return words.atMost(String(to));
  return to === undefined ? words.atLeast(String(from)) : words.span(String(from), String(to));
}

/** What was typed; undefined: nothing. What makes no sense is told of beside it. */
function readRange(form: HTMLFormElement, words: RiskWords): ScoreValue | undefined | 'nonsense' {
  const inputs = [...form.querySelectorAll('input')];
  const [from = '', to = ''] = inputs.map(({ value }) => value.trim());
  const wrong = inputs.filter(({ value }) => value.trim() !== '' && !SCORE.test(value.trim()));
  const value = from + to === '' ? undefined : parseRange(`${from}..${to}`);
  const isNonsense = from + to !== '' && value === undefined;
  const bad = isNonsense && wrong.length === 0 ? inputs : wrong;
  for (const input of inputs) input.setAttribute('aria-invalid', String(bad.includes(input)));
  const problem = isNonsense ? (wrong.length > 0 ? words.noNumber : words.noOrder) : '';
  form.querySelector('.problem')!.textContent = problem;
  bad[0]?.focus();
  return isNonsense ? 'nonsense' : value;
}
