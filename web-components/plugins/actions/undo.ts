import { printable } from '../../shared/printable.ts';
import type { PluginHost } from '../types.ts';
import { Attempt, type Done, type Refusal, type Wish } from './attempt.ts';
import { wordsIn } from './words.ts';

/** Says what was done, and offers to take it back. */
export function tellDone({ kind, inverse }: Wish, done: Done, host: PluginHost): void {
  const words = wordsIn(host.locale);
  const attempt = new Attempt(inverse(done));
  host.notify(words.done[kind], 'info', { title: words.undo, run: (where) => undo(attempt, where) });
}

async function undo(attempt: Attempt, host: PluginHost): Promise<void> {
  const words = wordsIn(host.locale);
  const outcome = await attempt.send(host);
  if (outcome.kind === 'done') host.notify(words.undone(words.done[attempt.wish.kind]));
  else if (outcome.kind === 'refused') host.notify(refusalText(outcome.refusal, host.locale), 'error');
  else if (outcome.kind === 'lost') {
    const again = { title: words.again, run: (where: PluginHost) => undo(attempt, where) };
    host.notify(words.lost[outcome.why], 'error', again);
  }
}

/** In one line: what is wrong, and what to do. */
function refusalText({ code, message, alternative }: Refusal, locale: string): string {
  const { refused, instead } = wordsIn(locale);
  const other = alternative ? ` ${instead} ${printable(alternative)}` : '';
  return `${refused[code]} ${printable(message)}${other}`;
}
