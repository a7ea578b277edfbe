import pg from 'pg';

type Query = (this: pg.Client, ...given: unknown[]) => unknown;

/** Milliseconds of a piece of work in which at least one statement was with the database, on the way to it and back. */
export async function sqlTimeOf(work: () => Promise<unknown>): Promise<number> {
  const busy = new BusyTime();
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function (...given) {
    busy.begin();
    // A pool gives a callback, others wait for a promise.
    const callback = given.findIndex((each) => typeof each === 'function');
    if (callback !== -1) {
      const then = given[callback] as (...results: unknown[]) => void;
      given[callback] = (...results: unknown[]) => {
        busy.end();
        then(...results);
      };
      return query.apply(this, given);
    }
    const result = query.apply(this, given);
    if (!(result instanceof Promise)) {
      busy.end();
      return result;
    }
    return result.finally(() => busy.end());
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  return busy.ms;
}

/** Time in which anything goes on, however much at once. */
class BusyTime {
  ms = 0;
  #going = 0;
  #since = 0;

  begin(): void {
    if (this.#going === 0) this.#since = performance.now();
    this.#going += 1;
  }

  end(): void {
    this.#going -= 1;
    if (this.#going === 0) this.ms += performance.now() - this.#since;
  }
}
