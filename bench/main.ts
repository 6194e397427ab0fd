// `npm run bench -- input [USERS…]`: what reading tenant files uses; `npm run bench -- report [USERS…]`: what writing reports uses.
// `npm run bench -- floor|store|workers|codec|latency [USERS [ROUNDS]]`: what a user costs beside Temporal's own floor, and in other
// surroundings; `npm run bench -- tenants [TENANTS [USERS]]`: many small tenants.
// `npm run bench -- scale [USERS…]`: what tenants of so many users use, from a file to the report.
// `npm run bench -- [USERS]`: a tenant's onboarding through Temporal against the same steps one user after the other, in
// this process, on the same simulator. Ratios within one run: machines differ.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeConnection } from '@temporalio/worker';
import { connectWith, type Temporal } from '../src/client';
import { loadConfig } from '../src/worker/config';
import { tenantWorkflowId, userWorkflowId } from '../src/domain/run/names';
import type { TenantResult } from '../src/domain/run/outcome';
import { defaultRunOptions, type OnboardTenantInput } from '../src/domain/run/run';
import type { User } from '../src/domain/tenant/user';
import { useDevServer } from '../src/embedded/dev-server';
import { findTemporalCli } from '../src/embedded/temporal-cli';
import { createLogger } from '../src/worker/logger';
import { startWorker } from '../src/worker/onboarding-worker';
import { createSecretOpener } from '../src/worker/secrets';
import { createTargetDirectory } from '../src/targets/registry';
import type { TargetDirectory } from '../src/targets/contract/target';
import { installTelemetry } from '../src/worker/telemetry';
import { measureInput } from './input';
import { measureReport } from './report';
import { cpuOf, measureScale } from './scale';
import { onboardSequentially } from './sequential';
import { measureTenants } from './tenants';
import { measureVariations, variationNames } from './variations';
import { startSimulatorProcess, type SimulatorProcess } from './simulator-process';

const [first = '50', ...others] = process.argv.slice(2);
const total = Number(first);
const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;
const simulated = ['--latency', '20ms', '--sync-delay', '2s', '--apps', 'manage,facilities'];

function users(count: number): User[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `user-${index}`,
    kind: index % 5 === 0 ? 'primary' : 'secondary',
    record: { email: `user${index}@acme.example`, given_name: 'User', family_name: `N${index}` },
  }));
}

async function main(): Promise<void> {
  installTelemetry({ logger: createLogger({ level: 'error' }) });
  const folder = mkdtempSync(join(tmpdir(), 'onboarding-bench-'));
  const stateDir = join(folder, 'state');
  const server = await useDevServer({
    stateDir,
    role: 'worker',
    findCli: () => findTemporalCli({ env: process.env, say: () => undefined }),
  });
  try {
    const temporal = await connectWith({ address: server.address, namespace: 'default', connection: {} }, undefined);
    const durable = await onSimulator(folder, (simulator, directory) => {
      return measureDurable({ temporal, simulator, directory, serverPid: server.pid });
    });
    const sequential = await onSimulator(folder, (simulator, directory) => measureSequential(simulator, directory));
    report(durable, sequential);
    await temporal.client.connection.close();
  } finally {
    await server.release('stop');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onSimulator<T>(
  folder: string,
  body: (simulator: SimulatorProcess, directory: TargetDirectory) => Promise<T>,
): Promise<T> {
  const path = join(folder, 'onboard.config.yaml');
  const simulator = await startSimulatorProcess([...simulated, '--write-config', path]);
  try {
    const loaded = await loadConfig({ path });
    if (!loaded.ok) throw new Error('the simulator wrote a configuration that is not valid');
    return await body(simulator, await createTargetDirectory(loaded.config.targets, createSecretOpener()));
  } finally {
    await simulator.stop();
  }
}

interface Durable {
  readonly wallMs: number;
  readonly requests: number;
  readonly workerCpuMs: number;
  readonly serverCpuMs: number;
  readonly memoryMb: number;
  readonly most: { readonly activities: number; readonly events: number };
}

interface Bench {
  readonly temporal: Temporal;
  readonly simulator: SimulatorProcess;
  readonly directory: TargetDirectory;
  readonly serverPid: number;
}

async function measureDurable({ temporal, simulator, directory, serverPid }: Bench): Promise<Durable> {
  const { address, namespace, taskQueue, client } = temporal;
  const connection = await NativeConnection.connect({ address });
  const worker = await startWorker({ connection, namespace, taskQueue, directory });
  const input: OnboardTenantInput = { tenant: 'bench', target, users: users(total), options: defaultRunOptions };
  const memory = watchMemory();
  const [cpu, serverCpu, started] = [process.cpuUsage(), cpuOf(serverPid), performance.now()];
  const workflowId = tenantWorkflowId(target, 'bench');
  const result: TenantResult = await client.workflow.execute('onboardTenant', { workflowId, taskQueue, args: [input] });
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  if (result.counts.completed !== total) throw new Error(`only ${result.counts.completed} of ${total} completed`);
  const measured = {
    wallMs,
    workerCpuMs: (user + system) / 1_000,
    serverCpuMs: cpuOf(serverPid) - serverCpu,
    memoryMb: memory.stop(),
    requests: await simulator.requests(),
    most: await largestHistory(temporal),
  };
  await worker.shutdown();
  await connection.close();
  return measured;
}

async function measureSequential(simulator: SimulatorProcess, directory: TargetDirectory) {
  const started = performance.now();
  await onboardSequentially(directory(target), users(total));
  return { wallMs: performance.now() - started, requests: await simulator.requests() };
}

async function largestHistory({ client }: Temporal): Promise<Durable['most']> {
  const most = { activities: 0, events: 0 };
  for (const { key } of users(total)) {
    const { events } = await client.workflow.getHandle(userWorkflowId(target, 'bench', key)).fetchHistory();
    const scheduled = events?.filter((event) => event.activityTaskScheduledEventAttributes) ?? [];
    most.activities = Math.max(most.activities, scheduled.length);
    most.events = Math.max(most.events, events?.length ?? 0);
  }
  return most;
}

function watchMemory(): { stop(): number } {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 100);
  return {
    stop: () => {
      clearInterval(timer);
      return peak / 2 ** 20;
    },
  };
}

function report(durable: Durable, sequential: { wallMs: number; requests: number }): void {
  const each = (value: number) => (value / total).toFixed(1);
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  const lines = [
    `users                        ${total} (every fifth primary), ${defaultRunOptions.concurrency} in flight, ${simulated.join(' ')}`,
    `wall time                    ${seconds(durable.wallMs)} s (${(total / (durable.wallMs / 1_000)).toFixed(1)} users/s)`,
    `wall time one after another  ${seconds(sequential.wallMs)} s, the same steps in this process`,
    `times as fast                ${(sequential.wallMs / durable.wallMs).toFixed(1)}`,
    `requests per user            ${each(durable.requests)} (one after another ${each(sequential.requests)})`,
    `activities per user          ${durable.most.activities} at most`,
    `history events per user      ${durable.most.events} at most`,
    `CPU per user                 worker ${each(durable.workerCpuMs)} ms, server ${each(durable.serverCpuMs)} ms`,
    `worker memory (RSS)          ${durable.memoryMb.toFixed(0)} MB at most`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

const sizes = others.length > 0 ? others.map(Number) : undefined;
const benches: Readonly<Record<string, () => Promise<void>>> = {
  ...Object.fromEntries(variationNames.map((name) => [name, () => measureVariations(name, sizes)])),
  tenants: () => measureTenants(sizes),
  input: () => measureInput(sizes),
  report: () => measureReport(sizes),
  scale: () => measureScale(sizes),
};

void (benches[first] ?? main)();
