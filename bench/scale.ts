import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connectTemporal, type Temporal } from '../src/client';
import { sliceWorkflowId, tenantWorkflowId } from '../src/domain/run/names';
import { useDevServer } from '../src/embedded/dev-server';
import { findTemporalCli } from '../src/embedded/temporal-cli';
import { figures, measured, titles, type Usage } from './measured';
import { startSimulatorProcess } from './simulator-process';

const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;
const simulated = ['--latency', '0ms', '--sync-delay', '0s', '--apps', 'manage'];
/** As in a small container, whose memory Node.js knows; on a large machine it takes gigabytes before it collects garbage. */
const heapOf = (mb: number) => [`--max-old-space-size=${mb}`];
const neighbours = 10;
const program = (name: string) => join(__dirname, '..', 'src', name);

/**
 * `npm run bench -- scale [USERS…]`: the command, a worker and a server of their own onboard tenants of so many users from a file.
 * What a user of a large tenant costs is held against one of the first.
 */
export async function measureScale(counts: readonly number[] = [200, 2_000]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'onboarding-bench-'));
  const server = await useDevServer({
    stateDir: join(folder, 'state'),
    role: 'worker',
    findCli: () => findTemporalCli({ env: process.env, say: () => undefined }),
  });
  const config = join(folder, 'onboard.config.yaml');
  const simulator = await startSimulatorProcess([...simulated, '--write-config', config]);
  process.env['TEMPORAL_ADDRESS'] = server.address;
  process.env['ONBOARD_CONFIG'] = config;
  const temporal = await connectTemporal({ address: server.address, env: {} });
  try {
    for (const count of counts) await measureTenant({ folder, temporal, serverPid: server.pid }, count);
  } finally {
    await temporal.client.connection.close();
    await simulator.stop();
    await server.release('stop');
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Stand {
  readonly folder: string;
  readonly temporal: Temporal;
  readonly serverPid: number;
}

async function measureTenant({ folder, temporal, serverPid }: Stand, count: number): Promise<void> {
  const tenant = `bench-${count}`;
  const file = fileOf(folder, tenant, count);
  const worker = await startWorkerProcess();
  const place = ['--system', 'mas', '--instance', 'inst1', '--workspace', 'ws1'];
  const onboard = (...parameters: string[]) => measured(program('cli/main.js'), parameters, heapOf(128));
  const few = (name: string) => onboard('run', fileOf(folder, name, neighbours), '--tenant', name, ...place, '--quiet');
  const alone = await few(`${tenant}-alone`);
  const [workerBefore, serverBefore] = [cpuOf(worker.pid), cpuOf(serverPid)];
  const running = onboard('run', file, '--tenant', tenant, ...place, '--concurrency', '50', '--quiet');
  await pause(10_000);
  const behind = await few(`${tenant}-behind`);
  const run = await running;
  const [workerMs, serverMs] = [cpuOf(worker.pid) - workerBefore, cpuOf(serverPid) - serverBefore];
  const most = worker.most();
  const histories = await historiesOf(temporal, tenant);
  const lines = [
    titles(`${count} users`, 'users/s'),
    figures('onboard run', run, (count / (run.wallMs / 1_000)).toFixed(1)),
    figures('onboard status', await onboard('status', tenant)),
    figures('onboard status jsonl', await onboard('status', tenant, '--output', 'jsonl')),
    figures('onboard report html', await onboard('report', tenant, '--format', 'html')),
    figures('onboard run again', await onboard('run', file, '--tenant', tenant, ...place)),
    `${neighbours} users of another tenant  alone ${seconds(alone)}, beside these ${seconds(behind)}`,
    `CPU per user             worker ${perUser(workerMs, count)}, server ${perUser(serverMs, count)}`,
    `worker memory (RSS)      ${most.toFixed(0)} MB at most, ${memoryOf(worker.pid).toFixed(0)} MB at the end`,
    `histories                ${histories}`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  await worker.stop();
}

function seconds({ wallMs }: Usage): string {
  return `${(wallMs / 1_000).toFixed(1)} s`;
}

/** A tenant file of so many users whom no other tenant has. */
function fileOf(folder: string, tenant: string, count: number): string {
  const file = join(folder, `${tenant}.csv`);
  const rows = Array.from({ length: count }, (_, n) => `secondary,user${n}-of-${tenant}@acme.example,User,N${n}\n`);
  writeFileSync(file, `type,email,given_name,family_name\n${rows.join('')}`);
  return file;
}

function perUser(ms: number, count: number): string {
  return `${(ms / count).toFixed(1)} ms`;
}

/** Events and the largest event of a run and its slices, as JSON. */
async function historiesOf({ client }: Temporal, tenant: string): Promise<string> {
  const id = tenantWorkflowId(target, tenant);
  const sizes = async (workflowId: string) => {
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    return (events ?? []).map((event) => JSON.stringify(event).length);
  };
  const own = await sizes(id);
  const result: { slices?: number } = await client.workflow.getHandle(id).result();
  const { slices = 0 } = result;
  let [events, largest] = [0, Math.max(...own)];
  for (let n = 1; n <= slices; n += 1) {
    const some = await sizes(sliceWorkflowId(id, n));
    events = Math.max(events, some.length);
    largest = Math.max(largest, ...some);
  }
  const ofSlices = slices === 0 ? '' : `, of ${slices} slices at most ${events}`;
  return `${own.length} events of the run${ofSlices}; the largest event has ${(largest / 1024).toFixed(0)} KiB`;
}

interface WorkerProcess {
  readonly pid: number;
  /** The most memory that it had resident, in MB. */
  most(): number;
  stop(): Promise<void>;
}

async function startWorkerProcess(): Promise<WorkerProcess> {
  const child: ChildProcess = spawn(process.execPath, [...heapOf(256), program('worker.js')], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const pid = child.pid ?? 0;
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryOf(pid));
  }, 500);
  return {
    pid,
    most: () => peak,
    stop: async () => {
      clearInterval(timer);
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** CPU time a process has used, in ms; from /proc (Linux, 100 ticks a second), 0 elsewhere. */
export function cpuOf(pid: number): number {
  const fields = told(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10;
}

/** In MB. */
function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(told(pid, 'status'))?.[1] ?? 0) / 1024;
}

function told(pid: number, about: string): string {
  try {
    return readFileSync(`/proc/${pid}/${about}`, 'utf8');
  } catch {
    return '';
  }
}
