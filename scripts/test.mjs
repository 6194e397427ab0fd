// Runs the tests with jest's arguments. The last line of the output is `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, exitCodeOf } from './run.mjs';
import { setUpOrEnd, temporalCli } from './setup.mjs';

let counted = false;
process.once('exit', (code) => {
  if (code !== 0 && !counted) console.log('0 passed, 1 failed');
});
await setUpOrEnd();
const folder = mkdtempSync(join(tmpdir(), 'onboard-tests-'));
const report = join(folder, 'report.json');
const code = await exitCodeOf(command('jest'), ['--json', '--outputFile', report, ...process.argv.slice(2)], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, ONBOARD_TEMPORAL_CLI: await temporalCli() },
});
const { passed, failed } = count(report, code);
rmSync(folder, { recursive: true });
counted = true;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 && code === 0 ? 1 : code;

/** A test file that could not run counts as one failure, and so does a jest that ended badly without saying why. */
function count(file, exitCode) {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8'));
    const failures = results.numFailedTests + results.numRuntimeErrorTestSuites;
    return { passed: results.numPassedTests, failed: exitCode === 0 ? failures : Math.max(failures, 1) };
  } catch {
    return { passed: 0, failed: exitCode === 0 ? 0 : 1 };
  }
}
