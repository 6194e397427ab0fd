/** Lets one at a time in, in the order they came. */
interface Turns {
  /** Runs when it is its turn. When `signal` aborts before that, throws its reason. */
  take<T>(run: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async take(run, signal) {
      const before = last;
      const mine = before.then(async () => {
        signal.throwIfAborted();
        return await run();
      });
      last = mine.catch(() => undefined);
      return await mine;
    },
  };
}
