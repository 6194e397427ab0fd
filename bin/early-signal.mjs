// As src/cli/early-signal.ts, for the time in which the checkout is looked at: the command that is loaded then takes over.
const codes = { SIGINT: 130, SIGTERM: 143 };
const patienceMs = 5_000;

for (const [signal, code] of Object.entries(codes)) keepFor(signal, code);

function keepFor(signal, code) {
  let timer;
  const end = () => process.exit(code);
  const keep = () => {
    if (timer !== undefined) end();
    timer = setTimeout(end, patienceMs);
  };
  const handOver = (event) => {
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
