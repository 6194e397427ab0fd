import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import { type Simulator, startSimulator } from '../../simulator/start';
import type { TenantResult } from '../../src/domain/run/outcome';
import { defaultRunOptions, type OnboardTenantInput } from '../../src/domain/run/run';
import { freePorts } from '../../src/embedded/free-ports';
import { type Control, controlOf } from '../system/control';
import { testEnvironment, usersOf } from '../system/onboarding-system';
import { lendCertificates } from '../system/simulator';
import { tenantWorkflowId } from '../../src/domain/run/names';

const program = join(__dirname, '..', '..', 'dist', 'worker.js');
const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;

interface WorkerChild {
  readonly process: ChildProcess;
  readonly healthPort: number;
  readonly metricsPort: number;
  readonly log: string[];
}

describe('a worker process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'worker-process-'));
  const taskQueue = `q-${process.pid}-${Date.now()}`;
  const children: WorkerChild[] = [];
  let simulator: Simulator;
  let control: Control;
  let connection: Connection;

  beforeAll(async () => {
    const writeConfig = join(folder, 'onboard.config.yaml');
    lendCertificates(folder);
    simulator = await startSimulator({ port: 0, certDir: folder, writeConfig, latencyMs: 20, syncDelayMs: 500 });
    control = controlOf(simulator);
    connection = await Connection.connect({ address: testEnvironment('TEST_TEMPORAL_ADDRESS') });
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.process.kill('SIGKILL');
  });

  afterAll(async () => {
    await connection.close();
    await simulator.close();
    rmSync(folder, { recursive: true });
  });

  const environment = () => ({
    PATH: process.env['PATH'],
    TEMPORAL_ADDRESS: testEnvironment('TEST_TEMPORAL_ADDRESS'),
    ONBOARD_CONFIG: join(folder, 'onboard.config.yaml'),
    ONBOARD_TASK_QUEUE: taskQueue,
  });

  async function startWorker(): Promise<WorkerChild> {
    const { port: healthPort, uiPort: metricsPort } = await freePorts(undefined);
    const env = {
      ...environment(),
      ONBOARD_HEALTH_ADDRESS: `127.0.0.1:${healthPort}`,
      ONBOARD_METRICS_ADDRESS: `127.0.0.1:${metricsPort}`,
    };
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const log: string[] = [];
    const lines = createInterface({ input: child.stderr });
    lines.on('line', (line) => log.push(line));
    const worker = { process: child, healthPort, metricsPort, log };
    children.push(worker);
    while (!log.some((line) => line.includes('"worker started"'))) {
      await Promise.race([once(lines, 'line'), once(child, 'exit')]);
      if (child.exitCode !== null) throw new Error(log.join('\n'));
    }
    return worker;
  }

  function inputFor(tenant: string, count: number): OnboardTenantInput {
    const names = Array.from({ length: count }, (_, index) => `${tenant}-${index}`);
    const users = [...usersOf('primary', ...names.slice(0, 2)), ...usersOf('secondary', ...names.slice(2))];
    return { tenant, target, users, options: { ...defaultRunOptions, pollIntervalMs: 500 } };
  }

  function begin(input: OnboardTenantInput) {
    const client = new Client({ connection });
    return client.workflow.start('onboardTenant', {
      workflowId: tenantWorkflowId(input.target, input.tenant),
      taskQueue,
      args: [input],
    });
  }

  it('is replaced by another one when it is killed, and nothing is done twice', async () => {
    const [first] = [await startWorker(), await startWorker()];
    const input = inputFor('killed', 24);
    const handle = await begin(input);
    while ((await control.effects()).length < 20) await new Promise((resolve) => setTimeout(resolve, 20));
    first.process.kill('SIGKILL');
    const result: TenantResult = await handle.result();
    expect(result).toMatchObject({ status: 'completed', counts: { total: 24, completed: 24 } });
    const effects = (await control.effects()).filter(({ user, method }) => user !== null && method !== 'PATCH');
    const seen = effects.map(({ method, path, user }) => `${method} ${path} ${user}`);
    expect(seen.length).toBe(new Set(seen).size);
    const { users } = await control.state();
    expect(Object.values(users).map(({ invitations }) => invitations)).toEqual(Array.from({ length: 24 }, () => 1));
  });

  it('tells its health and its metrics, and ends with 0 when it is asked to', async () => {
    const worker = await startWorker();
    await (await begin(inputFor('measured', 3))).result();
    const health = (path: string) => fetch(`http://127.0.0.1:${worker.healthPort}${path}`);
    expect([(await health('/healthz')).status, (await health('/readyz')).status]).toEqual([200, 200]);
    expect((await health('/elsewhere')).status).toBe(404);
    const metrics = await (await fetch(`http://127.0.0.1:${worker.metricsPort}/metrics`)).text();
    expect(metrics).toMatch(/^onboarding_users_total\{[^}]*outcome="completed"[^}]*\} 3$/m);
    expect(metrics).toMatch(/^onboarding_step_duration_seconds_count\{[^}]*step="create"/m);
    expect(metrics).not.toContain('acme.example');
    worker.process.kill('SIGTERM');
    const [code] = await once(worker.process, 'exit');
    expect(code).toBe(0);
  });

  it('ends at once, without a worker left behind, when its health port is taken', async () => {
    const taken = await startWorker();
    const env = { ...environment(), ONBOARD_HEALTH_ADDRESS: `127.0.0.1:${taken.healthPort}` };
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text: Buffer) => {
      said += text.toString();
    });
    const [code] = await once(child, 'close');
    expect([code, said]).toEqual([3, expect.stringContaining('EADDRINUSE')]);
    expect(said).not.toContain('"worker started"');
  });

  it('repeats no request when it is stopped gently in the middle of one', async () => {
    const worker = await startWorker();
    await control.faults([{ method: 'POST', path: '/v3/users', do: { delay: '2s' } }]);
    const handle = await begin(inputFor('stopped', 2));
    const creates = async () => {
      const sent = await control.requests();
      return sent.filter(
        ({ method, path, user }) => method === 'POST' && path === '/v3/users' && user?.startsWith('stopped'),
      );
    };
    while ((await creates()).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    worker.process.kill('SIGTERM');
    await once(worker.process, 'exit');
    await control.faults([]);
    await startWorker();
    expect(await handle.result()).toMatchObject({ status: 'completed' });
    expect(await creates()).toHaveLength(2);
  });
});
