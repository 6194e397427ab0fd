/** A value that is made once for all who ask for it at the same time, and kept until somebody finds it stale. */
export interface SharedValue<T> {
  /** The kept value, or the one being made, or a new one. When `signal` aborts, throws its reason; the making goes on. */
  get(signal?: AbortSignal): Promise<T>;
  /** Waits for the making under way, if there is one, whatever comes of it. When `signal` aborts, throws its reason. */
  settle(signal?: AbortSignal): Promise<void>;
  /** The kept value, if there is one. */
  peek(): T | undefined;
  /** Forgets exactly this value: a newer one, made meanwhile, stays. */
  drop(stale: T): void;
  /** Keeps a value that was come by otherwise. */
  keep(value: T): void;
}

export function createSharedValue<T extends object>(make: () => Promise<T>): SharedValue<T> {
  let kept: T | undefined;
  let making: Promise<T> | undefined;

  function beginMaking(): Promise<T> {
    const begun = makeAndKeep();
    // Those who wait may all have left when it fails.
    begun.catch(() => undefined);
    return begun;
  }

  async function makeAndKeep(): Promise<T> {
    try {
      kept = await make();
      return kept;
    } finally {
      making = undefined;
    }
  }

  return {
    async get(signal) {
      if (kept !== undefined) return kept;
      signal?.throwIfAborted();
      making ??= beginMaking();
      return await orAbort(making, signal);
    },
    async settle(signal) {
      const ended = making?.then(
        () => undefined,
        () => undefined,
      );
      if (ended !== undefined) await orAbort(ended, signal);
    },
    peek: () => kept,
    drop(stale) {
      if (kept === stale) kept = undefined;
    },
    keep(value) {
      kept = value;
    },
  };
}

/** The promise's outcome, unless the signal aborts first. */
async function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  signal.throwIfAborted();
  const { promise: aborted, reject } = withReject();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function withReject(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  return { promise, reject };
}
