import { spawn } from 'node:child_process';

/** How a program ended. `output`: what it wrote, both streams, at most 64 KiB. */
export interface Ended {
  readonly ok: boolean;
  readonly output: string;
}

const outputLimit = 65_536;

/** Runs a program without a shell and without standard input; one that cannot be started ends as not ok. */
export function runProgram(program: string, parameters: readonly string[], timeoutMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(0, outputLimit);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ ok: false, output: error.message }));
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}
