import { spawn } from 'node:child_process';
import { root } from './checkout.mjs';

/**
 * Runs a program in the checkout's root. Its standard output goes to our standard error by default, which keeps ours
 * free for data. Throws when the program ends with anything but 0.
 */
export async function run(program, args, options = {}) {
  const code = await exitCodeOf(program, args, options);
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${code}.`);
}

/** As `run`, but answers the exit code; 129 when a signal ended the program, 127 when it did not start. */
export function exitCodeOf(program, args, { stdio = ['ignore', 2, 2], env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio, env });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.once('close', (code) => resolve(code ?? 129));
  });
}

/** The path of a package's command in node_modules. */
export function command(name) {
  return `${root}/node_modules/.bin/${name}`;
}
