import { exitCodes } from './command/exit-codes';

// A process that is still loading has nobody who listens: a signal would be lost where it is the first of its container, whose
// signals without a listener count for nothing (pid_namespaces(7)). So it is kept for the first who listens, which may take a
// second; a command that never does is ended. Imported before everything else, for loading is what takes the time.

const codes = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;
const patienceMs = 5_000;

for (const signal of ['SIGINT', 'SIGTERM'] as const) keepFor(signal);

function keepFor(signal: keyof typeof codes): void {
  let timer: NodeJS.Timeout | undefined;
  const end = (): never => process.exit(codes[signal]);
  const keep = (): void => {
    if (timer !== undefined) end();
    timer = setTimeout(end, patienceMs);
    timer.unref();
  };
  const handOver = (event: string | symbol): void => {
    if (event !== signal) return;
    process.off('newListener', handOver);
    clearTimeout(timer);
    // Not before the other listens: a signal that nobody listens to for a moment is the system's again.
    queueMicrotask(() => process.off(signal, keep));
    if (timer !== undefined) setImmediate(() => process.emit(signal, signal));
  };
  process.on(signal, keep);
  process.on('newListener', handOver);
}
