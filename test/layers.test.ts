import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..');

// A project where every file breaks one rule, next to the files that it needs for that.
const foundations = {
  'src/domain/run/names.ts': 'export const names = 1;',
  'src/domain/tenant/user.ts': "import { z } from 'zod';\nexport const User = z.string();\nexport type User = string;",
  'src/http/client.ts': 'export const client = 1;',
  'src/client/temporal/connect.ts': 'export const connect = 1;',
  'src/workflows/process.ts': 'export const process = 1;',
  'src/activities/steps.ts': 'export const steps = 1;',
  'src/targets/one/verbs.ts': 'export const verbs = 1;',
  'src/targets/two/wire.ts': 'export const wire = 1;',
  'src/input/types.ts': "import type { Other } from './other';\nexport type Types = Other | 2;",
  'src/input/d.ts': "export * from './c';",
  'src/cli/program.ts': 'export const program = 1;',
  'src/cli/command/b.ts': 'export const b = 1;',
  'src/cli/options/b.ts': 'export const b = 1;',
  'src/cli/place/b.ts': 'export const b = 1;',
  'src/cli/tenant/b.ts': 'export const b = 1;',
  'src/cli/follow/b.ts': 'export const b = 1;',
  'src/cli/commands/run/c.ts': 'export const c = 1;',
  'src/cli/commands/sync/b.ts': 'export const b = 1;',
  'src/worker.ts': 'export const worker = 1;',
};

const offenders: readonly (readonly [rule: string, file: string, code: string])[] = [
  ['domain-is-the-centre', 'src/domain/a.ts', "export * from '../http/client';"],
  ['workflows-know-the-domain', 'src/workflows/a.ts', "export * from '../activities/steps';"],
  ['workflows-without-schemas', 'src/workflows/b.ts', "export { User } from '../domain/tenant/user';"],
  ['workflows-bundle-no-schema', 'src/domain/b.ts', "export { User } from './tenant/user';"],
  [
    'workflow-packages',
    'src/workflows/c.ts',
    "import { readFileSync } from 'node:fs';\nexport const c = readFileSync;",
  ],
  ['workflow-packages', 'src/workflows/d.ts', "import { z } from 'zod';\nexport const d = z;"],
  ['activities-bind-targets', 'src/activities/a.ts', "export * from '../targets/one/verbs';"],
  ['plan-looks-through-targets', 'src/plan/a.ts', "export * from '../client/temporal/connect';"],
  ['proxy-stands-alone', 'src/proxy/a.ts', "export * from '../http/client';"],
  ['http-goes-through-proxies', 'src/http/a.ts', "export * from '../domain/run/names';"],
  ['input-knows-the-domain', 'src/input/a.ts', "export * from '../http/client';"],
  ['sources-read-input', 'src/sources/a.ts', "export * from '../client/temporal/connect';"],
  ['kubernetes-opens-secrets', 'src/kubernetes/a.ts', "export * from '../client/temporal/connect';"],
  ['aws-lives-in-sources', 'src/input/f.ts', "export * from '@aws-sdk/client-secrets-manager';"],
  ['csv-lives-at-the-edge', 'src/client/h.ts', "export * from 'csv-parse/sync';"],
  ['notify-speaks-http', 'src/notify/a.ts', "export * from '../client/temporal/connect';"],
  ['client-knows-the-domain', 'src/client/a.ts', "export * from '../activities/steps';"],
  ['client-takes-workflow-types-only', 'src/client/b.ts', "export { process } from '../workflows/process';"],
  ['report-knows-the-domain', 'src/report/a.ts', "export * from '../client/temporal/connect';"],
  ['embedded-knows-the-domain', 'src/embedded/a.ts', "export * from '../client/temporal/connect';"],
  ['cli-wires-commands', 'src/cli/a.ts', "export * from '../http/client';"],
  ['cli-terminal', 'src/cli/terminal/a.ts', "export * from '../command/b';"],
  ['cli-command', 'src/cli/command/a.ts', "export * from '../options/b';"],
  ['cli-options', 'src/cli/options/a.ts', "export * from '../place/b';"],
  ['cli-place', 'src/cli/place/a.ts', "export * from '../follow/b';"],
  ['cli-tenant', 'src/cli/tenant/a.ts', "export * from '../follow/b';"],
  ['cli-follow', 'src/cli/follow/a.ts', "export * from '../tenant/b';"],
  ['cli-commands', 'src/cli/commands/run/a.ts', "export * from '../../program';"],
  ['commands-are-strangers', 'src/cli/commands/run/b.ts', "export * from '../sync/b';"],
  ['commands-stand-on-run', 'src/cli/commands/add/a.ts', "export * from '../sync/b';"],
  ['commands-stand-on-sync', 'src/cli/commands/schedule/a.ts', "export * from '../run/c';"],
  ['targets-know-domain-and-http', 'src/targets/one/a.ts', "export * from '../../client/temporal/connect';"],
  ['targets-are-strangers', 'src/targets/one/b.ts', "export * from '../two/wire';"],
  ['targets-have-one-door', 'src/client/c.ts', "export * from '../targets/one/verbs';"],
  ['simulator-speaks-the-wire', 'simulator/a.ts', "export * from '../src/targets/one/verbs';"],
  ['simulator-takes-domain-types-only', 'simulator/b.ts', "export { names } from '../src/domain/run/names';"],
  ['axios-lives-in-http', 'src/targets/one/c.ts', "import axios from 'axios';\nexport const c = axios;"],
  ['fastify-serves-simulator-and-codec', 'src/cli/b.ts', "import fastify from 'fastify';\nexport const b = fastify;"],
  ['forge-lives-in-the-simulator', 'src/cli/d.ts', "import forge from 'node-forge';\nexport const d = forge;"],
  ['codec-knows-the-domain', 'src/codec/a.ts', "export * from '../client/temporal/connect';"],
  [
    'protobuf-lives-in-codec',
    'src/client/i.ts',
    "import { temporal } from '@temporalio/proto';\nexport const i = temporal;",
  ],
  ['tracing-hears-of-requests', 'src/tracing/a.ts', "export * from '../client/temporal/connect';"],
  [
    'opentelemetry-lives-in-tracing',
    'src/http/b.ts',
    "import { trace } from '@opentelemetry/api';\nexport const b = trace;",
  ],
  ['commander-lives-in-cli', 'src/client/d.ts', "import { Command } from 'commander';\nexport const d = Command;"],
  ['yaml-lives-at-the-edge', 'src/client/e.ts', "import { parse } from 'yaml';\nexport const e = parse;"],
  [
    'sandbox-lives-in-workflows',
    'src/client/f.ts',
    "import { sleep } from '@temporalio/workflow';\nexport const f = sleep;",
  ],
  [
    'activity-context-lives-in-activities',
    'src/targets/one/d.ts',
    "import { Context } from '@temporalio/activity';\nexport const d = Context;",
  ],
  [
    'client-lives-in-client',
    'src/input/b.ts',
    "import { Client } from '@temporalio/client';\nexport const b = Client;",
  ],
  ['worker-is-wiring', 'src/client/g.ts', "import { Worker } from '@temporalio/worker';\nexport const g = Worker;"],
  ['no-development-packages', 'src/cli/c.ts', "import fc from 'fast-check';\nexport const c = fc;"],
  ['no-cycles', 'src/input/c.ts', "export * from './d';"],
  ['no-cycles', 'src/input/other.ts', "import type { Types } from './types';\nexport type Other = Types | 1;"],
  ['no-orphans', 'src/input/lonely.ts', 'export const lonely = 1;'],
  ['resolvable', 'src/input/e.ts', "export * from './nowhere';"],
];

// What comes close to breaking a rule, and is right.
const lawful = {
  'src/workflows/lawful.ts':
    "import type { User } from '../domain/tenant/user';\nexport const lawful = (user: User): User => user;",
  'src/client/lawful.ts': "import type { process } from '../workflows/process';\nexport type Process = typeof process;",
  'simulator/lawful.ts': "import { wire } from '../src/targets/two/wire';\nexport const lawful = wire;",
  'src/cli/commands/add/lawful.ts': "export * from '../run/c';\nexport * from '../../follow/b';",
  'src/cli/lawful.ts': "export * from '../client/temporal/connect';\nexport * from '../worker';",
};

const later = 'async function later(): Promise<void> {}\nexport const keep = later;';

const badStyle: readonly (readonly [rule: string, code: string])[] = [
  ['typescript(no-floating-promises)', 'later();'],
  ['typescript(no-misused-promises)', '[1].forEach(async () => { await later(); });'],
  ['typescript(await-thenable)', 'export const offence = async () => { await 3; };'],
  [
    'typescript(switch-exhaustiveness-check)',
    "export function offend(k: 'a' | 'b') { switch (k) { case 'a': later.name; } }",
  ],
  ['typescript(only-throw-error)', "export function offend() { throw 'text'; }"],
  ['typescript(no-explicit-any)', 'export function offend(value: any) { return value; }'],
  ['typescript(no-non-null-assertion)', 'export const offend = (value: string | undefined) => value!.length;'],
  ['typescript(consistent-type-assertions)', 'export const offend = (value: unknown) => value as string;'],
  ['node(no-process-env)', "export const offence = process.env['HOME'];"],
  ['eslint(no-console)', "console.log('offence');"],
  ['eslint(max-params)', 'export const offend = (a: 1, b: 2, c: 3, d: 4) => [a, b, c, d];'],
  ['eslint(max-lines-per-function)', `export function offend() {${'\n'.repeat(51)}return later;${'\n'.repeat(51)}}`],
  ['eslint(max-lines)', `export const offence = [\n${'  1,\n'.repeat(251)}];`],
  [
    'eslint(complexity)',
    `export const offend = (n: number) => ${Array.from({ length: 11 }, (_, i) => `n === ${i}`).join(' || ')};`,
  ],
  ['eslint(no-warning-comments)', '// TODO later'],
  ['import(no-default-export)', 'export default later;'],
];

let folder = '';
let diagnostics: readonly { code: string; filename: string }[] = [];
let violations: readonly { rule: { name: string }; from: string }[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layers-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const name of ['package.json', 'tsconfig.json', '.oxlintrc.json']) {
    copyFileSync(join(root, name), join(folder, name));
  }
  write(foundations);
  write(lawful);
  write(Object.fromEntries(offenders.map(([, file, code]) => [file, code])));
  violations = cruise(folder);
  write(Object.fromEntries(badStyle.map(([rule, code]) => [offenceFile(rule), `${later}\n${code}`])));
  write({
    'src/workflows/badName.ts': "import { readFileSync } from 'node:fs';\nexport const a = [readFileSync, fetch];",
  });
  write({
    'src/workflows/own-door.ts': "import { setHandler } from '@temporalio/workflow';\nexport const a = setHandler;",
  });
  diagnostics = lint(folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each(offenders)('the rule %s bites in %s', (rule, file) => {
  const found = violations.filter(({ from }) => from === file).map((violation) => violation.rule.name);
  expect(found).toContain(rule);
});

test.each(Object.keys(lawful))('no rule bites in %s', (file) => {
  expect(violations.filter(({ from, rule }) => from === file && rule.name !== 'no-orphans')).toEqual([]);
});

test('every rule has an offender that proves it', () => {
  const rules: readonly { name: string }[] = require('../.dependency-cruiser.cjs').forbidden;
  const proven = new Set(offenders.map(([rule]) => rule));
  expect(rules.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
});

test.each(badStyle)('the linter refuses what %s is about', (rule) => {
  expect(lintedIn(offenceFile(rule))).toContain(rule);
});

test('the linter refuses environment, network and Node.js in workflows, and names that are not kebab-case', () => {
  expect(lintedIn('src/workflows/badName.ts')).toEqual(
    expect.arrayContaining([
      'eslint(no-restricted-imports)',
      'eslint(no-restricted-globals)',
      'unicorn(filename-case)',
    ]),
  );
});

test('the linter refuses a workflow that takes messages past the doors that check them', () => {
  expect(lintedIn('src/workflows/own-door.ts')).toEqual(['eslint(no-restricted-imports)']);
});

function offenceFile(rule: string): string {
  return `src/offences/${rule.replaceAll(/[^a-z]+/g, '-')}.ts`;
}

function lintedIn(file: string): readonly string[] {
  return diagnostics.filter(({ filename }) => filename === file).map(({ code }) => code);
}

function write(files: Record<string, string>): void {
  for (const [file, code] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${code}\n`);
  }
}

function cruise(cwd: string): typeof violations {
  const config = join(root, '.dependency-cruiser.cjs');
  const program = join(root, 'node_modules', '.bin', 'depcruise');
  const output = execFileSync(program, ['src', 'simulator', '--config', config, '--output-type', 'json'], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(output).summary.violations;
}

function lint(cwd: string): typeof diagnostics {
  const program = join(root, 'node_modules', '.bin', 'oxlint');
  const { stdout } = spawnSync(program, ['--format', 'json', 'src'], { cwd, encoding: 'utf8' });
  return JSON.parse(stdout).diagnostics;
}
