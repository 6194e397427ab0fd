import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { connectTemporal, countWorkers, setUp, type Temporal } from '../src/client';
import { tenantWorkflowId } from '../src/domain/run/names';
import { defaultRunOptions, type OnboardTenantInput, type RunOptions } from '../src/domain/run/run';
import { freePorts } from '../src/embedded/free-ports';
import { findTemporalCli } from '../src/embedded/temporal-cli';
import { floorQueue } from './floor/queue';
import { cpuOf } from './scale';
import { type SimulatorProcess, startSimulatorProcess } from './simulator-process';

/** Whose workflows are run: ours, the floor with no-op activities, the floor whose activities send our requests. */
export type Kind = 'ours' | 'bare' | 'sending';

export interface StandOptions {
  readonly kind?: Kind;
  readonly workers?: number;
  /** Where the dev server keeps what it knows. */
  readonly store?: 'memory' | 'file';
  readonly latencyMs?: number;
  /** More of the environment of the workers, and that of the client. */
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: Partial<RunOptions>;
}

export interface Tenant {
  readonly tenant: string;
  readonly count: number;
}

/** What a piece of work took, in ms: from clock to clock, and of the CPU. */
export interface Cost {
  readonly wallMs: number;
  readonly workerMs: number;
  readonly serverMs: number;
  readonly simulatorMs: number;
}

export interface Stand {
  /** Every fifth user is a primary one, of MAS with the applications manage and facilities. */
  run(tenant: Tenant): Promise<void>;
  measure(work: () => Promise<void>): Promise<Cost>;
  /** How many requests the simulator has answered. */
  requests(): Promise<number>;
  close(): Promise<void>;
}

const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;
const warming: Tenant = { tenant: 'warm', count: 20 };

/** A server, a simulator and workers of their own, warm. */
export async function openStand(wanted: StandOptions): Promise<Stand> {
  const { kind = 'ours', workers: count = 1, latencyMs = 0 } = wanted;
  const folder = mkdtempSync(join(tmpdir(), 'onboarding-bench-'));
  const config = join(folder, 'onboard.config.yaml');
  const simulated = ['--latency', `${latencyMs}ms`, '--sync-delay', '0s', '--apps', 'manage,facilities'];
  const simulator = await startSimulatorProcess([...simulated, '--write-config', config]);
  const server = await startServer(folder, wanted);
  const temporal = await connectTemporal({ address: server.address, env: wanted.env ?? {} });
  await setUp(temporal);
  const place = { address: server.address, config, simulator };
  const workers = await Promise.all(Array.from({ length: count }, () => startWorker(wanted, place)));
  if (kind === 'ours') while ((await countWorkers(temporal)).workflows < count) await pause(200);
  const run = (tenant: Tenant) => (kind === 'ours' ? runOurs(temporal, tenant, wanted) : runFloor(temporal, tenant));
  await run(warming);
  const used = () => [
    workers.reduce((sum, { pid = 0 }) => sum + cpuOf(pid), 0),
    cpuOf(server.pid),
    cpuOf(simulator.pid),
  ];
  return {
    run,
    requests: () => simulator.requests(),
    async measure(work) {
      const [before, started] = [used(), performance.now()];
      await work();
      const wallMs = performance.now() - started;
      const [workerMs = 0, serverMs = 0, simulatorMs = 0] = used().map((ms, at) => ms - (before[at] ?? 0));
      return { wallMs, workerMs, serverMs, simulatorMs };
    },
    async close() {
      await Promise.all(workers.map(end));
      await temporal.client.connection.close();
      await server.stop();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As `openStand`, for one piece of work. */
export async function onStand<T>(wanted: StandOptions, work: (stand: Stand) => Promise<T>): Promise<T> {
  const stand = await openStand(wanted);
  try {
    return await work(stand);
  } finally {
    await stand.close();
  }
}

function peopleOf({ tenant, count }: Tenant) {
  return Array.from({ length: count }, (_, n) => ({
    id: `user${n}-of-${tenant}@acme.example`,
    isPrimary: n % 5 === 0,
  }));
}

async function runFloor({ client }: Temporal, tenant: Tenant): Promise<void> {
  const args = [peopleOf(tenant), defaultRunOptions.concurrency];
  await client.workflow.execute('floorTenant', { workflowId: `floor-${tenant.tenant}`, taskQueue: floorQueue, args });
}

async function runOurs({ client, taskQueue }: Temporal, wanted: Tenant, { options }: StandOptions): Promise<void> {
  const { tenant } = wanted;
  const users: OnboardTenantInput['users'] = peopleOf(wanted).map(({ id, isPrimary }, n) => ({
    key: `${tenant}-${n}`,
    kind: isPrimary ? 'primary' : 'secondary',
    record: { email: id, given_name: 'User', family_name: `N${n}` },
  }));
  const input: OnboardTenantInput = { tenant, target, users, options: { ...defaultRunOptions, ...options } };
  const workflowId = tenantWorkflowId(target, tenant);
  const started = { workflowId, taskQueue, args: [input] };
  const result: { status: string } = await client.workflow.execute('onboardTenant', started);
  if (result.status !== 'completed') throw new Error(`the run of ${tenant} is ${result.status}`);
}

interface Surroundings {
  readonly address: string;
  readonly config: string;
  readonly simulator: SimulatorProcess;
}

async function startWorker({ kind = 'ours', env: more }: StandOptions, around: Surroundings): Promise<ChildProcess> {
  const { address, config, simulator } = around;
  const env = { ...process.env, ...more, TEMPORAL_ADDRESS: address, ONBOARD_CONFIG: config };
  if (kind === 'ours') {
    return spawn(process.execPath, [join(__dirname, '..', 'src', 'worker.js')], { stdio: 'ignore', env });
  }
  const place = kind === 'sending' ? [simulator.url, simulator.certDir] : [];
  const child = spawn(process.execPath, [join(__dirname, 'floor', 'worker.js'), address, ...place], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env,
  });
  await once(createInterface({ input: child.stdout }), 'line');
  return child;
}

/** A dev server with the settings of the embedded one. */
async function startServer(folder: string, { store = 'memory' }: StandOptions) {
  const cli = await findTemporalCli({ env: process.env, say: () => undefined });
  const { port } = await freePorts(undefined);
  const pragmas = ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'];
  const parameters = [
    ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'never'],
    ...['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="20ms"'],
    ...['--dynamic-config-value', 'matching.useNewMatcher=true'],
    ...['--dynamic-config-value', 'matching.enableFairness=true'],
    ...(store === 'file' ? ['--db-filename', join(folder, 'temporal.db'), ...pragmas] : []),
  ];
  const child = spawn(cli, parameters, { stdio: 'ignore', cwd: folder });
  const address = `127.0.0.1:${port}`;
  await untilServing(address);
  return { address, pid: child.pid ?? 0, stop: () => end(child) };
}

async function untilServing(address: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const temporal = await connectTemporal({ address, env: {} });
      return await temporal.client.connection.close();
    } catch (error) {
      if (attempt === 100) throw error;
      await pause(100);
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
}
