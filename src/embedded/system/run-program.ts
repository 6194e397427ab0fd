import { spawn } from 'node:child_process';

/** How a program ended. `output`: what it wrote, both streams, at most 64 KiB. */
export interface Ended {
  readonly ok: boolean;
  readonly output: string;
}

/** What a program gets of its surroundings: nothing of ours that is not named here. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  /** Its working directory, a folder of its own: many a program runs, or reads, what lies there. */
  readonly cwd: string;
  readonly timeoutMs: number;
}

const outputLimit = 65_536;

/** Runs a program without a shell and without standard input; one that cannot be started ends as not ok. */
export function runProgram(program: string, parameters: readonly string[], around: Surroundings): Promise<Ended> {
  const { env, cwd, timeoutMs: timeout } = around;
  return new Promise((resolve) => {
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const child = spawn(program, parameters, { stdio: [...stdio], env, cwd, timeout, killSignal: 'SIGKILL' });
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
