import { readFileSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { Interruption } from '../../command/interruption';
import type { Host } from '../../terminal/host';
import type { Screen } from '../../terminal/screen';

export interface QuitKey {
  /** Aborts with an `Interruption` at the key q; never without a terminal. */
  readonly signal: AbortSignal;
  /** Gives the terminal back as it was. */
  stop(): void;
}

/** While keys are read one by one, the terminal makes no signals of them. */
const signalKeys = { '\u0003': 'SIGINT', '\u001a': 'SIGTSTP', '\u001c': 'SIGQUIT' } as const;

/**
 * Listens for the key q on the terminal that standard input is, if it is one and this process is in its foreground. `screen` is
 * left while the process is stopped by a key.
 */
export function listenForQuit({ stdin }: Pick<Host, 'stdin'>, screen?: Pick<Screen, 'suspend' | 'resume'>): QuitKey {
  const controller = new AbortController();
  if (!(stdin instanceof ReadStream) || isInBackground()) return { signal: controller.signal, stop: () => undefined };
  const raw = (): void => {
    if (isInBackground()) return;
    stdin.setRawMode(true);
    screen?.resume();
  };
  const onKeys = (keys: Buffer): void => {
    for (const key of keys.toString('utf8')) {
      if (key === 'q' || key === 'Q') controller.abort(new Interruption('q'));
      const signal = Object.entries(signalKeys).find(([code]) => code === key)?.[1];
      if (signal === undefined) continue;
      if (signal !== 'SIGINT') {
        screen?.suspend();
        stdin.setRawMode(false);
      }
      process.kill(process.pid, signal);
    }
  };
  stdin.on('data', onKeys);
  process.on('SIGCONT', raw);
  raw();
  stdin.resume();
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGCONT', raw);
      stdin.off('data', onKeys);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}

/** A background process that changes its terminal's mode is stopped by the system. Linux tells; elsewhere it is taken for granted. */
function isInBackground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group !== foreground;
  } catch {
    return false;
  }
}
