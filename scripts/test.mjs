// Runs the tests with vitest's arguments; `--set NAME=VALUE` before them asks for more than every run does. The last line of
// the output is `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, exitCodeOf } from './build/run.mjs';
import { setUpOrEnd, temporalCli } from './setup.mjs';

let counted = false;
process.once('exit', (code) => {
  if (code !== 0 && !counted) console.log('0 passed, 1 failed');
});
await setUpOrEnd();
const { args, asked } = split(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'onboard-tests-'));
const report = join(folder, 'report.json');
const code = await exitCodeOf(
  command('vitest'),
  ['run', '--reporter=default', '--reporter=json', '--outputFile.json', report, ...args],
  {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...asked, ONBOARD_TEMPORAL_CLI: await temporalCli() },
  },
);
const { passed, failed } = count(report, code);
rmSync(folder, { recursive: true });
counted = true;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 && code === 0 ? 1 : code;

function split(all) {
  const start = all.findIndex((arg, index) => arg !== '--set' && all[index - 1] !== '--set');
  const [settings, args] = start === -1 ? [all, []] : [all.slice(0, start), all.slice(start)];
  const asked = settings.filter((arg) => arg !== '--set').map((setting) => setting.split('='));
  return { args, asked: Object.fromEntries(asked) };
}

/** A test file that could not run counts as one failure, and so does a runner that ended badly without saying why. */
function count(file, exitCode) {
  try {
    const { numPassedTests: passed, numFailedTests, testResults } = JSON.parse(readFileSync(file, 'utf8'));
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    const failures = numFailedTests + broken.length;
    return { passed, failed: exitCode === 0 ? failures : Math.max(failures, 1) };
  } catch {
    return { passed: 0, failed: exitCode === 0 ? 0 : 1 };
  }
}
