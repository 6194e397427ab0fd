import { once } from 'node:events';
import { styleText } from 'node:util';
import { harmless, harmlessJson } from '../../domain/report/harmless';
import type { Host, Sink } from './host';

const colour = new RegExp(`(${String.fromCodePoint(0x1b)}\\[[\\d;]*m)`);

export const outputs = ['table', 'json', 'jsonl'] as const;
export type Output = (typeof outputs)[number];
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;

/** Where a command writes: data on standard output, everything else on standard error. */
export interface Terminal {
  /** Writes a line of data. */
  readonly data: (text: string) => void;
  /** Writes data as it comes, no faster than it is read, and no more once nobody reads. */
  readonly pour: (chunks: AsyncIterable<string>) => Promise<void>;
  /** Writes a line for the person at the terminal. */
  readonly say: (text: string) => void;
  /** Colours text on standard output when a person reads it there. */
  readonly paint: Paint;
  /** Waits until data is written. Throws `OutputError` when it could not be, for another reason than that nobody reads on. */
  readonly written: () => Promise<void>;
  /** Whether a person watches standard error, so that progress can be drawn. */
  readonly interactive: boolean;
}

/** What the command had to say is not where it should be, whatever became of its work. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  readonly code = 'OUTPUT_LOST';
  readonly remedy =
    'Make room where standard output goes, and give the command again: what was done is not done twice.';

  constructor(reason: string) {
    super(`The output could not be written (${reason}).`);
  }
}

export function openTerminal({ env: variables, stdout, stderr }: Pick<Host, 'env' | 'stdout' | 'stderr'>): Terminal {
  let lost: OutputError | undefined;
  quietPipe(stdout, (reason) => {
    lost ??= new OutputError(reason);
  });
  quietPipe(stderr, () => undefined);
  const plain = (variables['NO_COLOR'] ?? '') !== '' || variables['TERM'] === 'dumb' || stdout.isTTY !== true;
  return {
    data: (text) => void stdout.write(`${harmlessPainted(text)}\n`),
    pour: (chunks) => pour(chunks, stdout),
    say: (text) => void stderr.write(`${harmless(text)}\n`),
    paint: (style, text) => (plain ? text : styleText(style, text)),
    written: async () => {
      await new Promise<void>((resolve) => stdout.write('', () => resolve()));
      if (lost !== undefined) throw lost;
    },
    interactive: stderr.isTTY === true && variables['TERM'] !== 'dumb' && (variables['CI'] ?? '') === '',
  };
}

/** Colours are ours where there are some. */
function harmlessPainted(text: string): string {
  return text
    .split(colour)
    .map((part, index) => (index % 2 === 0 ? harmless(part) : part))
    .join('');
}

async function pour(chunks: AsyncIterable<string>, stdout: Sink): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  stdout.once('error', leave);
  try {
    for await (const chunk of chunks) {
      if (!stdout.write(chunk)) await drained(stdout, gone.signal);
      if (gone.signal.aborted || stdout.destroyed) return;
    }
  } finally {
    stdout.off('error', leave);
  }
}

async function drained(stdout: Sink, signal: AbortSignal): Promise<void> {
  try {
    await once(stdout, 'drain', { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** A reader that has seen enough (`| head`) is no error of ours. Of standard error, nobody can be told. */
function quietPipe(stream: Sink, lose: (reason: string) => void): void {
  stream.on('error', (error: Error) => {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_DESTROYED') lose(code);
  });
}

/** One value as JSON: indented for `json`, on one line for `jsonl`. */
export function jsonOf(value: unknown, output: 'json' | 'jsonl'): string {
  return harmlessJson(JSON.stringify(value, undefined, output === 'json' ? 2 : undefined));
}

/** Many values: one JSON array, or one value a line. */
export function jsonList(values: readonly unknown[], output: 'json' | 'jsonl'): string {
  return output === 'json' ? jsonOf(values, output) : values.map((value) => jsonOf(value, output)).join('\n');
}
