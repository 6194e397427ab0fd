import { exitCodes } from './exit-codes';

const handled = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;
type Handled = keyof typeof handled;

/** A signal asked this process to stop. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly exitCode: (typeof handled)[Handled];

  constructor(signal: Handled) {
    super(`stopped by ${signal}`);
    this.exitCode = handled[signal];
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
