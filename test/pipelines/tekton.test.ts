import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Bench, createBench, tenantFile } from '../cli/bench/onboard';
import { builtProgram, documentsOf, program } from './examples';

const Named = z.object({ name: z.string() });
const Parameter = Named.extend({ default: z.string().optional() });
const Task = z.object({
  kind: z.literal('Task'),
  apiVersion: z.literal('tekton.dev/v1'),
  metadata: Named,
  spec: z.object({
    params: z.array(Parameter),
    workspaces: z.array(Named),
    results: z.array(Named),
    stepTemplate: z.object({ securityContext: z.object({ runAsNonRoot: z.literal(true) }) }),
    steps: z.tuple([
      z.object({
        env: z.array(z.object({ name: z.string(), value: z.string() })),
        script: z.string(),
        image: z.string(),
      }),
    ]),
  }),
});
const TaskRun = z.object({
  spec: z.object({ taskRef: Named, params: z.array(Named), workspaces: z.array(Named) }),
});

const text = JSON.stringify(documentsOf('tekton/task.yaml')[0]);
const task = Task.parse(JSON.parse(text));
const names = (of: readonly z.infer<typeof Named>[]) => of.map(({ name }) => name);
const { params, workspaces, results, steps } = task.spec;
const [step] = steps;

/** What the task names with `$(…)`; a shell's own `$(…)` has spaces in it. */
const references = [...text.matchAll(/\$\(([\w-]+)\.([\w-]+)(?:\.path)?\)/g)].map(
  ([, kind, name]) => `${kind}.${name}`,
);

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.clear());

test('the task names only what it declares, and writes every result', () => {
  const declared = [
    ...names(params).map((name) => `params.${name}`),
    ...names(workspaces).map((name) => `workspaces.${name}`),
    ...names(results).map((name) => `results.${name}`),
  ];
  expect([...new Set(references)].toSorted()).toEqual(declared.toSorted());
});

test('the run of the task gives every parameter without a default, and every workspace', () => {
  const { taskRef, params: given, workspaces: bound } = TaskRun.parse(documentsOf('tekton/taskrun.yaml')[0]).spec;
  expect(taskRef.name).toBe(task.metadata.name);
  const wanted = params.filter(({ default: value }) => value === undefined);
  expect(names(given)).toEqual(expect.arrayContaining(names(wanted)));
  expect(names(params)).toEqual(expect.arrayContaining(names(given)));
  expect(names(bound).toSorted()).toEqual(names(workspaces).toSorted());
});

test('no parameter stands in the script, where it would be code', () => {
  expect(step.script).not.toContain('$(params.');
  expect(step.script).not.toContain('$(workspaces.');
});

/** Runs the step as Tekton would: its script by `sh`, the names filled in, embedded instead of on a Temporal server. */
async function carryOut(): Promise<{ code: number | null; results: Record<string, string> }> {
  const paths = new Map<string, string>();
  for (const name of names(workspaces)) paths.set(`workspaces.${name}.path`, join(bench.folder, name));
  for (const name of names(results)) paths.set(`results.${name}.path`, join(bench.folder, `result-${name}`));
  for (const { name, default: value = '' } of params) paths.set(`params.${name}`, value);
  const filled = (of: string) => of.replaceAll(/\$\(([\w.-]+)\)/g, (whole, name: string) => paths.get(name) ?? whole);
  for (const name of ['tenant', 'result']) mkdirSync(join(bench.folder, name), { recursive: true });
  const env = Object.fromEntries(step.env.map(({ name, value }) => [name, filled(value)]));
  const { TEMPORAL_ADDRESS: _, TEMPORAL_NAMESPACE: __, ...own } = env;
  const script = filled(step.script).replaceAll(program, builtProgram);
  const cli = process.env['ONBOARD_TEMPORAL_CLI'];
  const child = spawn('sh', ['-c', script], {
    cwd: bench.folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...own,
      PATH: process.env['PATH'],
      HOME: bench.folder,
      XDG_STATE_HOME: bench.folder,
      ...(cli !== undefined && { ONBOARD_TEMPORAL_CLI: cli }),
    },
  });
  const [code] = await once(child, 'close');
  const read = (name: string) => readFileSync(join(bench.folder, `result-${name}`), 'utf8');
  return { code, results: Object.fromEntries(names(results).map((name) => [name, read(name)])) };
}

test('the step hands on counts and codes of a run in which a user failed, and names nobody', async () => {
  const control = await bench.simulate();
  await control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
  mkdirSync(join(bench.folder, 'tenant'));
  bench.write(join('tenant', 'tenant.yaml'), tenantFile('acme', ['bob']));
  const ended = await carryOut();
  expect(ended).toEqual({
    code: 1,
    results: {
      'exit-code': '1',
      status: 'completed-with-failures',
      total: '2',
      completed: '1',
      failed: '1',
      cancelled: '0',
      codes: 'TARGET_REJECTED=1',
      'run-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
  });
  expect(readFileSync(join(bench.folder, 'result', 'report.xml'), 'utf8')).toContain('<testsuite');
}, 120_000);

test('the step ends with 2, and hands on as much, when the file is wrong', async () => {
  await bench.simulate();
  mkdirSync(join(bench.folder, 'tenant'));
  bench.write(join('tenant', 'tenant.yaml'), 'tenant: acme\n');
  const { code, results: handed } = await carryOut();
  expect([code, handed['exit-code'], handed['status'], handed['total']]).toEqual([2, '2', '', '']);
}, 120_000);
