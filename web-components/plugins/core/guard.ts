/** Runs what plugins bring in the midst of ours: a throw, or a promise, becomes a neutral value and is told of. */
export function guarded<Value>(run: () => Value, neutral: Value, failed: (error: unknown) => void): Value {
  try {
    return atOnce(run());
  } catch (error) {
    failed(error);
    return neutral;
  }
}

/** The value, unless it is a promise: that is an error here. */
export function atOnce<Value>(value: Value): Value {
  if (!isPromise(value)) return value;
  // Whatever becomes of it, it comes too late.
  value.then(undefined, () => {});
  throw new Error('it gave a promise where a value is needed at once');
}

export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
