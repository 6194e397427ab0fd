import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { connectTemporal, countWorkers, setUp, type Temporal } from '../../src/client';
import { tenantWorkflowId } from '../../src/domain/run/names';
import { defaultRunOptions, type OnboardTenantInput } from '../../src/domain/run/run';
import { freePorts } from '../../src/embedded/free-ports';
import { findTemporalCli } from '../../src/embedded/temporal-cli';
import { cpuOf } from '../scale';
import { type SimulatorProcess, startSimulatorProcess } from '../simulator-process';
import { floorQueue } from './queue';

const kinds = ['ours', 'bare', 'sending'] as const;
type Kind = (typeof kinds)[number];

const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;
const simulated = ['--latency', '0ms', '--sync-delay', '0s', '--apps', 'manage,facilities'];
const warming = 20;

interface Cost {
  readonly usersPerSecond: number;
  readonly workerMs: number;
  readonly serverMs: number;
}

/**
 * `npm run bench -- floor [USERS [ROUNDS]]`: what a user costs beside what Temporal costs without anything of ours (no-op activities
 * in the same waves) and beside the same with the same requests sent by Node's own https. In turns, each on a server in memory and
 * with a simulator and a worker of its own.
 */
export async function measureFloor([users = 200, rounds = 2]: readonly number[] = []): Promise<void> {
  const costs: Record<Kind, Cost[]> = { ours: [], bare: [], sending: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of kinds) {
      const cost = await measureKind(kind, users);
      costs[kind].push(cost);
      process.stdout.write(`${line(kind, cost)}\n`);
    }
  }
  const [ours, bare, sending] = kinds.map((kind) => meanOf(costs[kind]));
  if (ours === undefined || bare === undefined || sending === undefined) return;
  const ratio = (floor: Cost) =>
    `${(ours.usersPerSecond / floor.usersPerSecond).toFixed(2)} times its speed, ${(cpu(ours) / cpu(floor)).toFixed(2)} times its CPU`;
  process.stdout.write(`of the bare floor            ${ratio(bare)}\n`);
  process.stdout.write(`of the floor that sends      ${ratio(sending)}\n`);
  process.stdout.write(`${JSON.stringify({ users, rounds, ours, bare, sending })}\n`);
}

const cpu = ({ workerMs, serverMs }: Cost) => workerMs + serverMs;

function line(kind: Kind, { usersPerSecond, workerMs, serverMs }: Cost): string {
  const of = `worker ${workerMs.toFixed(1)} ms, server ${serverMs.toFixed(1)} ms`;
  return `${kind.padEnd(28)} ${usersPerSecond.toFixed(1)} users/s; CPU per user ${(workerMs + serverMs).toFixed(1)} ms: ${of}`;
}

function meanOf(costs: readonly Cost[]): Cost {
  const mean = (of: (cost: Cost) => number) => costs.reduce((sum, cost) => sum + of(cost), 0) / costs.length;
  return {
    usersPerSecond: mean((cost) => cost.usersPerSecond),
    workerMs: mean((cost) => cost.workerMs),
    serverMs: mean((cost) => cost.serverMs),
  };
}

async function measureKind(kind: Kind, users: number): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'onboarding-floor-'));
  const config = join(folder, 'onboard.config.yaml');
  const simulator = await startSimulatorProcess([...simulated, '--write-config', config]);
  const server = await startServer(folder);
  const temporal = await connectTemporal({ address: server.address, env: {} });
  await setUp(temporal);
  const worker = await startWorker(kind, { address: server.address, config, simulator });
  try {
    if (kind === 'ours') while ((await countWorkers(temporal)).workflows === 0) await pause(200);
    await runTenant(kind, temporal, { tenant: 'warm', count: warming });
    const before = [cpuOf(worker.pid ?? 0), cpuOf(server.pid)] as const;
    const started = performance.now();
    await runTenant(kind, temporal, { tenant: 'bench', count: users });
    const wallMs = performance.now() - started;
    const used = [cpuOf(worker.pid ?? 0), cpuOf(server.pid)] as const;
    return {
      usersPerSecond: users / (wallMs / 1_000),
      workerMs: (used[0] - before[0]) / users,
      serverMs: (used[1] - before[1]) / users,
    };
  } finally {
    await end(worker);
    await temporal.client.connection.close();
    await server.stop();
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Wanted {
  readonly tenant: string;
  readonly count: number;
}

async function runTenant(kind: Kind, { client, taskQueue }: Temporal, { tenant, count }: Wanted): Promise<void> {
  const people = Array.from({ length: count }, (_, n) => ({
    id: `user${n}-of-${tenant}@acme.example`,
    isPrimary: n % 5 === 0,
  }));
  if (kind !== 'ours') {
    const args = [people, defaultRunOptions.concurrency];
    await client.workflow.execute('floorTenant', { workflowId: `floor-${tenant}`, taskQueue: floorQueue, args });
    return;
  }
  const users: OnboardTenantInput['users'] = people.map(({ id, isPrimary }, n) => ({
    key: `${tenant}-${n}`,
    kind: isPrimary ? 'primary' : 'secondary',
    record: { email: id, given_name: 'User', family_name: `N${n}` },
  }));
  const input: OnboardTenantInput = { tenant, target, users, options: defaultRunOptions };
  const workflowId = tenantWorkflowId(target, tenant);
  const result: { status: string } = await client.workflow.execute('onboardTenant', {
    workflowId,
    taskQueue,
    args: [input],
  });
  if (result.status !== 'completed') throw new Error(`the run is ${result.status}`);
}

interface Surroundings {
  readonly address: string;
  readonly config: string;
  readonly simulator: SimulatorProcess;
}

async function startWorker(kind: Kind, { address, config, simulator }: Surroundings): Promise<ChildProcess> {
  const env = { ...process.env, TEMPORAL_ADDRESS: address, ONBOARD_CONFIG: config };
  if (kind === 'ours') {
    return spawn(process.execPath, [join(__dirname, '..', '..', 'src', 'worker.js')], { stdio: 'ignore', env });
  }
  const place = kind === 'sending' ? [simulator.url, simulator.certDir] : [];
  const child = spawn(process.execPath, [join(__dirname, 'worker.js'), address, ...place], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env,
  });
  await once(createInterface({ input: child.stdout }), 'line');
  return child;
}

/** A dev server that keeps everything in memory, with the settings of the embedded one. */
async function startServer(folder: string) {
  const cli = await findTemporalCli({ env: process.env, say: () => undefined });
  const { port } = await freePorts(undefined);
  const child = spawn(
    cli,
    [
      ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'never'],
      ...['--dynamic-config-value', 'matching.useNewMatcher=true'],
      ...['--dynamic-config-value', 'matching.enableFairness=true'],
    ],
    { stdio: 'ignore', cwd: folder },
  );
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
