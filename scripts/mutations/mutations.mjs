// Breaks the targets on purpose, one way after the other, in a temporary copy of this checkout, and demands that the
// conformance suite turns red each time. Prints a table. `--only TEXT` takes the mutants whose name holds the text.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../build/checkout.mjs';
import { mutants } from './mutants.mjs';
import { installPackages } from '../build/packages.mjs';
import { command, exitCodeOf } from '../build/run.mjs';

const { values: asked } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const chosen = mutants.filter(({ name }) => name.includes(asked.only));
if (chosen.length === 0) throw new Error(`--only: there is no mutant with ${asked.only} in its name.`);

await installPackages();
for (const { file, from } of chosen) requireOnce(file, from);
const suite = 'test/conformance';
const copy = mkdtempSync(join(tmpdir(), 'mutations-'));
process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
copyCheckout();

const rows = [];
const patterns = [...new Set(chosen.map(({ pattern }) => pattern))];
const folders = [...new Set(chosen.map(({ tests = suite }) => tests))];
const sound = await testsOf(patterns.map((pattern) => `(?:${pattern})`).join('|'), folders);
if (sound.failed.length + sound.broken > 0) {
  console.error(`Red without a mutant, which proves nothing:\n${sound.failed.join('\n')}`);
  process.exit(1);
}
for (const mutant of chosen) rows.push({ mutant, ...(await tryOut(mutant)) });

console.log('| broken on purpose | tests | red | for instance |\n| --- | ---: | ---: | --- |');
for (const { mutant, count, failed } of rows) {
  console.log(`| ${mutant.name} | ${count} | ${failed.length} | ${failed[0] ?? '**none**'} |`);
}
const survivors = rows.filter(({ failed, broken }) => failed.length === 0 || broken > 0);
console.log(`\n${rows.length - survivors.length} passed, ${survivors.length} failed`);
process.exitCode = survivors.length === 0 ? 0 : 1;

function copyCheckout() {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root });
  const wanted = /^(?:src|simulator|test)\/|^(?:vitest\.config\.mjs|package\.json|tsconfig\.json)$/;
  for (const file of listed
    .toString()
    .split('\0')
    .filter((name) => wanted.test(name))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  // These tests need no Temporal server.
  const config = "import config from './vitest.config.mjs';\nconst { globalSetup: _, ...test } = config.test;";
  writeFileSync(join(copy, 'vitest.mutations.mjs'), `${config}\nexport default { ...config, test };\n`);
}

/** A mutant whose text has gone would prove nothing. */
function requireOnce(file, from) {
  const times = readFileSync(join(root, file), 'utf8').split(from).length - 1;
  if (times !== 1) throw new Error(`${file} holds this ${times} times, not once: ${from}`);
}

async function tryOut({ name, file, from, to, pattern, tests = suite }) {
  console.error(`Breaking: ${name} …`);
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  try {
    return await testsOf(pattern, [tests]);
  } finally {
    writeFileSync(path, text);
  }
}

/** The titles that failed, how many tests ran, and how many files could not run at all. */
async function testsOf(pattern, folders) {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const args = ['run', '--root', copy, '--config', join(copy, 'vitest.mutations.mjs')];
  const selection = ['--reporter=json', '--outputFile', report, '--testNamePattern', quoted(pattern), ...folders];
  const env = { ...process.env, FAULTS: 'all' };
  await exitCodeOf(command('vitest'), [...args, ...selection], { stdio: ['ignore', 'ignore', 'ignore'], env });
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const ran = tests.filter(({ status }) => status === 'passed' || status === 'failed');
  if (ran.length === 0) throw new Error(`no test is called like ${pattern}`);
  const failed = ran.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { failed, count: ran.length, broken: broken.length };
}

/** Titles that come from values have them in quotes. */
function quoted(pattern) {
  return pattern.replaceAll(' ', "'? '?");
}
