import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { Turns } from '../values/turns.ts';

/** A question took longer than the server allows; the same one would again. */
export class Late extends GraphQLError {
  constructor(timeoutMs: number) {
    super(
      `this server gives a question ${timeoutMs} ms (REQUEST_TIMEOUT_MS), the time that it waits for its turn included: ask for a shorter period, for less, or again when there is less to do`,
      { extensions: { code: 'TIMEOUT' } },
    );
  }
}

/** Whoever asked has closed the connection; nobody reads this. */
export class Gone extends GraphQLError {
  constructor() {
    super('the client has closed the connection', { extensions: { code: 'CLIENT_GONE' } });
  }
}

/** Those that came together end together: to tell each takes some milliseconds. */
const endings = new Turns();

/**
 * How long an answer is waited for: until the client leaves, or the time is over. Aborted with the reason then.
 * @param timeoutMs 0: as long as the client stays
 */
export function patienceOf(response: ServerResponse, timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  // Every statement that is under way listens.
  setMaxListeners(0, controller.signal);
  const end = () => void endings.next().then(() => controller.abort(new Late(timeoutMs)));
  const timer = timeoutMs > 0 ? setTimeout(end, timeoutMs).unref() : undefined;
  response.once('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) controller.abort(new Gone());
  });
  return controller.signal;
}
