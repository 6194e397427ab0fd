// Runs every check and names those that failed; --static leaves the tests out.
// The last line of the output is `N passed, N failed`: one for each static check, and the tests.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './build/checkout.mjs';
import { command, exitCodeOf } from './build/run.mjs';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const linted = ['src', 'simulator', 'test', 'bench', 'scripts', 'bin'];
const checks = [
  { name: 'set-up', program: process.execPath, args: ['scripts/setup.mjs'] },
  { name: 'format', program: command('biome'), args: ['format', '.'] },
  { name: 'lint', program: command('oxlint'), args: linted },
  { name: 'types', program: command('tsc'), args: ['--noEmit', '-p', 'tsconfig.json'] },
  { name: 'layers', program: command('depcruise'), args: ['src', 'simulator', 'bench', '--output-type', 'err'] },
  { name: 'dead code', program: command('knip'), args: ['--no-progress'] },
  { name: 'written pages', program: process.execPath, args: ['scripts/pages.mjs', '--check'] },
];

const total = { passed: 0, failed: 0 };
const failures = [];
for (const { name, program, args } of checks) {
  console.log(`── ${name}`);
  const code = await exitCodeOf(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  note(name, { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 });
}
if (!process.argv.includes('--static')) {
  for (const [name, script] of Object.entries({ tests: scripts.test, matrix: scripts['test:matrix'] })) {
    console.log(`── ${name}`);
    note(name, await runTests(script));
  }
}
console.log(failures.length === 0 ? 'All checks passed.' : `Failed: ${failures.join(', ')}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

function note(name, { passed, failed }) {
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) failures.push(name);
}

/** Passes the output on, but for the line with the count, which is added up instead. */
async function runTests(script) {
  const [, ...args] = script.split(' ');
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let counts;
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /^(\d+) passed, (\d+) failed$/.exec(line);
    if (found === null) console.log(line);
    else counts = { passed: Number(found[1]), failed: Number(found[2]) };
  }
  const code = await ended;
  const { passed, failed } = counts ?? { passed: 0, failed: 1 };
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}
