import { exitCodes } from './exit-codes';

const handled = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;
type Handled = keyof typeof handled;
/** Signals, the key of those who only looked on, and that nobody reads on (`| head`). */
const exits = { ...handled, q: exitCodes.done, 'closed output': exitCodes.done } as const;

/** A signal, a key or a reader asked this process to stop. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly exitCode: (typeof exits)[keyof typeof exits];

  constructor(by: keyof typeof exits) {
    super(`stopped by ${by}`);
    this.exitCode = exits[by];
  }
}

export interface Watch {
  /** Aborts with an `Interruption` at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** Listens for SIGINT and SIGTERM. The first asks to stop; the second, of either, ends the process at once. */
export function watchSignals(): Watch {
  const controller = new AbortController();
  const listener = (signal: Handled): void => {
    if (controller.signal.aborted) process.exit(handled[signal]);
    controller.abort(new Interruption(signal));
  };
  process.on('SIGINT', listener).on('SIGTERM', listener);
  return {
    signal: controller.signal,
    stop: () => void process.off('SIGINT', listener).off('SIGTERM', listener),
  };
}
