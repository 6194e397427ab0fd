import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Bench, createBench, tenantFile } from '../cli/bench/onboard';
import { builtProgram, documentsOf, program } from './examples';

const Step = z.object({ name: z.string(), env: z.record(z.string(), z.string()), run: z.string() });
const Workflow = z.object({
  permissions: z.strictObject({ contents: z.literal('read') }),
  jobs: z.object({
    onboard: z.object({
      env: z.record(z.string(), z.string()),
      steps: z.array(z.union([z.strictObject({ uses: z.string() }), Step])),
    }),
  }),
});

const { jobs } = Workflow.parse(documentsOf('github/onboard.yaml')[0]);
const steps = jobs.onboard.steps.flatMap((step) => ('run' in step ? [step] : []));

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.clear());

/** Carries out a step as the runner does, but embedded instead of on a Temporal server. Answers its exit code and output. */
async function carryOut({ run, env }: z.infer<typeof Step>): Promise<{ code: number | null; said: string }> {
  const script = run.replaceAll(program, builtProgram);
  const file = (value: string) => value.replaceAll('${{ inputs.file }}', 'tenant.yaml');
  const cli = process.env['ONBOARD_TEMPORAL_CLI'];
  const child = spawn('sh', ['-e', '-c', script], {
    cwd: bench.folder,
    env: {
      ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, file(value)])),
      PATH: process.env['PATH'],
      HOME: bench.folder,
      XDG_STATE_HOME: bench.folder,
      RUNNER_TEMP: bench.folder,
      CI: 'true',
      GITHUB_STEP_SUMMARY: join(bench.folder, 'summary.md'),
      ...(cli !== undefined && { ONBOARD_TEMPORAL_CLI: cli }),
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, said };
}

test('no input of the workflow stands in a script, where it would be code', () => {
  expect(steps.map(({ run }) => run).join('\n')).not.toContain('${{');
  expect(steps.length).toBe(2);
});

test('the steps check the file, onboard, and write a summary; nobody is named in log or summary', async () => {
  const control = await bench.simulate();
  await control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
  bench.write('tenant.yaml', tenantFile('acme', ['bob']));
  const [check, onboard] = [await carryOut(stepAt(0)), await carryOut(stepAt(1))];
  expect([check.code, onboard.code]).toEqual([0, 1]);
  const summary = readFileSync(join(bench.folder, 'summary.md'), 'utf8');
  expect(summary).toMatch(/## Onboarding of acme: completed-with-failures[^]*TARGET\\_REJECTED/);
  expect(`${check.said}${onboard.said}${summary}`).not.toMatch(/ada|bob|example/i);
  expect(readFileSync(join(bench.folder, 'result.json'), 'utf8')).toContain('bob@acme.example');
}, 120_000);

function stepAt(index: number): z.infer<typeof Step> {
  const step = steps[index];
  if (step === undefined) throw new Error(`no step ${index}`);
  return step;
}
