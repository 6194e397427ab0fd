import { exitCodes } from './exit-codes';
import type { HandledSignal, Host } from '../terminal/host';

const handled = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const satisfies Record<
  HandledSignal,
  number
>;
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

const signals: readonly HandledSignal[] = ['SIGINT', 'SIGTERM'];

export interface Watch {
  /** Aborts with an `Interruption` at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** Listens for SIGINT and SIGTERM. The first asks to stop; the second, of either, ends the process at once. */
export function watchSignals({ host }: { readonly host: Host }): Watch {
  const controller = new AbortController();
  const listener = (signal: HandledSignal): void => {
    if (controller.signal.aborted) host.exit(handled[signal]);
    controller.abort(new Interruption(signal));
  };
  for (const signal of signals) host.on(signal, listener);
  return {
    signal: controller.signal,
    stop: () => {
      for (const signal of signals) host.off(signal, listener);
    },
  };
}
