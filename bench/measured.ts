import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const Usage = z.object({ wallMs: z.number(), cpuMs: z.number(), memoryMb: z.number() });
/** What a process used from its start to its end; memory is the most that it had resident. */
export type Usage = z.infer<typeof Usage>;

const telling = `
import { writeSync } from 'node:fs';
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpuMs = (userCPUTime + systemCPUTime) / 1000;
  writeSync(3, JSON.stringify({ wallMs: performance.now(), cpuMs, memoryMb: maxRSS / 1024 }));
});`;

/** Runs a program of Node.js, with options of Node.js itself, to its end, which must be a good one. */
export async function measured(
  program: string,
  parameters: readonly string[],
  ofNode: readonly string[] = [],
): Promise<Usage> {
  const preload = `data:text/javascript,${encodeURIComponent(telling)}`;
  const child = spawn(process.execPath, [...ofNode, '--import', preload, program, ...parameters], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const [, , , told] = child.stdio;
  if (told === null || told === undefined || !('read' in told)) throw new Error('the process tells nothing');
  const [usage, [code]] = await Promise.all([text(told), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${parameters.join(' ')} ended with ${code}`);
  return Usage.parse(JSON.parse(usage));
}

/** A line of figures below a title of the same width. */
export function figures(name: string, { wallMs, cpuMs, memoryMb }: Usage, ...more: readonly string[]): string {
  const cells = [`${(wallMs / 1_000).toFixed(1)} s`, `${(cpuMs / 1_000).toFixed(1)} s`, `${memoryMb.toFixed(0)} MB`];
  return [name.padEnd(24), ...[...cells, ...more].map((cell) => cell.padStart(14))].join('');
}

export function titles(name: string, ...more: readonly string[]): string {
  return [name.padEnd(24), ...['wall time', 'CPU', 'memory', ...more].map((cell) => cell.padStart(14))].join('');
}
