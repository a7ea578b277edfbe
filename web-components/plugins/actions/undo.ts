import { exactNumber } from '../../shared/format.ts';
import { printable } from '../../shared/printable.ts';
import type { PluginHost } from '../plugin.ts';
import { Attempt, type Done, type Outcome, type Refusal, type Wish } from './attempt.ts';
import { wordsIn } from './words.ts';

type Tell = (wish: Wish, done: Done, host: PluginHost) => void;

/** Says what was done, and offers to take it back; where that would not restore all that was, it is not called so. */
export const tellDone: Tell = (wish, done, host) => {
  const words = wordsIn(host.locale);
  const attempt = new Attempt(wish.inverse(done));
  const said = doneText(wish, done, host.locale);
  if (wish.isUndone?.(done) ?? true) {
    host.notify(said, 'info', { title: words.undo, run: (where) => send(attempt, where, tellUndone) });
  } else {
    const again = { title: words.markAgain, run: (where: PluginHost) => send(attempt, where, tellDone) };
    host.notify(`${said} ${words.markAgainHint}`, 'info', again);
  }
};

const tellUndone: Tell = (wish, done, host) =>
  host.notify(wordsIn(host.locale).undone(doneText(wish, done, host.locale)));

function doneText({ kind }: Wish, { affectedRequests = 0 }: Done, locale: string): string {
  const words = wordsIn(locale);
  // A mark silences later requests too: all of them come back with its end.
  return kind === 'unmark-false-positive' && affectedRequests > 1
    ? words.countAgain(exactNumber(affectedRequests, locale))
    : words.done[kind];
}

async function send(attempt: Attempt, host: PluginHost, done: Tell): Promise<void> {
  tellOutcome(attempt, await attempt.send(host), host, done);
}

/** Where there is no dialog to say it in. */
export function tellOutcome(attempt: Attempt, outcome: Outcome, host: PluginHost, done: Tell): void {
  const words = wordsIn(host.locale);
  if (outcome.kind === 'done') done(attempt.wish, outcome.done, host);
  else if (outcome.kind === 'refused') host.notify(refusalText(outcome.refusal, host.locale), 'error');
  else if (outcome.kind === 'lost') {
    const again = { title: words.again, run: (where: PluginHost) => send(attempt, where, done) };
    host.notify(words.lost[outcome.why], 'error', again);
  }
}

/** In one line: what is wrong, and what to do. */
function refusalText({ code, message, alternative }: Refusal, locale: string): string {
  const { refused, instead } = wordsIn(locale);
  const other = alternative ? ` ${instead} ${printable(alternative)}` : '';
  return `${refused[code]} ${printable(message)}${other}`;
}
