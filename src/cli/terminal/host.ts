import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Variables } from '../../input/environment';

/** A stream that text is written to; a terminal has a size. */
export interface Sink extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export type HandledSignal = 'SIGINT' | 'SIGTERM';
type Listener = (signal: HandledSignal) => void;

/** All that a command takes from the process it runs in: `process` is one, and so is whatever calls commands without starting a process for each. */
export interface Host {
  readonly env: Variables;
  /** What relative paths start from. */
  cwd(): string;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Sink;
  readonly stderr: Sink;
  on(signal: HandledSignal, listener: Listener): unknown;
  off(signal: HandledSignal, listener: Listener): unknown;
  /** Ends the process at once: a second signal asks for it. */
  exit(code: number): unknown;
}

/** A path as it was given, from where the command was given. */
export function pathFrom(host: Pick<Host, 'cwd'>, path: string): string {
  return path === '' ? path : resolve(host.cwd(), path);
}
