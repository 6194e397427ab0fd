import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Simulator, SimulatorInput } from '../../simulator/start';
import { readCodec } from '../../src/codec/codec';
import { tenantWorkflowId, userWorkflowId } from '../../src/domain/run/names';
import type { Notifier } from '../../src/domain/run/notice';
import type { StatusPage, TenantResult } from '../../src/domain/run/outcome';
import {
  type AddUsers,
  defaultRunOptions,
  type OnboardTenantInput,
  type RetryFailed,
  type RunOptions,
} from '../../src/domain/run/run';
import type { TargetRef } from '../../src/domain/tenant/target-ref';
import type { MasRef } from '../../src/targets/mas/reference';
import type { User, UserKind } from '../../src/domain/tenant/user';
import { createLogger } from '../../src/worker/logger';
import { type RunningWorker, startWorker } from '../../src/worker/onboarding-worker';
import { workflowCode } from '../../src/worker/workflow-code';
import { createSecretOpener } from '../../src/worker/secrets';
import { createTargetDirectory, TargetsConfig, type TargetWatches } from '../../src/targets/registry';
import { installTelemetry } from '../../src/worker/telemetry';
import type { TargetDirectory } from '../../src/targets/contract/target';
import { type Control, controlOf } from './control';
import { startTestSimulator } from './simulator';

/** A simulator, a worker and a client on the run's Temporal server; each with a task queue and a tenant of its own. */
export interface OnboardingSystem {
  readonly tenant: string;
  /** An instance that no other system has: its users are nobody else's. */
  readonly target: TargetRef;
  readonly taskQueue: string;
  readonly simulator: Simulator;
  readonly control: Control;
  readonly client: Client;
  readonly worker: RunningWorker;
  start(users: readonly User[], options?: Partial<RunOptions>, place?: Place): Promise<TenantHandle>;
  childId(key: string): string;
  replay(workflowId: string): Promise<void>;
  stop(): Promise<void>;
}

/** Where else than in `ws1`; which version, instead of finding it out. */
export type Place = Partial<Pick<MasRef, 'workspace' | 'version'>>;

export interface TenantHandle {
  readonly workflow: WorkflowHandle;
  result(): Promise<TenantResult>;
  status(): Promise<StatusPage>;
  retryFailed(request?: RetryFailed): Promise<number>;
  addUsers(request: AddUsers): Promise<number>;
  /** Resolves when the status fulfils the condition. */
  until(condition: (page: StatusPage) => boolean): Promise<StatusPage>;
}

// A test that makes things fail on purpose is read better without their warnings.
installTelemetry({ logger: createLogger({ level: 'error' }) });

export function testEnvironment(name: 'TEST_TEMPORAL_ADDRESS' | 'TEST_WORKFLOW_BUNDLE'): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is set by the global setup`);
  return value;
}

/** Fictional users with keys of their own: `usersOf('primary', 'ada', 'bob')`. */
export function usersOf(kind: UserKind, ...names: string[]): User[] {
  return names.map((name) => ({
    key: name,
    kind,
    record: { email: `${name}@acme.example`, given_name: name, family_name: 'Example' },
  }));
}

/** `address`: of another Temporal server than the test run's. */
type Surroundings = TargetWatches & { readonly notifier?: Notifier; readonly address?: string };

export async function startOnboardingSystem(
  input: SimulatorInput = {},
  { notifier, address = testEnvironment('TEST_TEMPORAL_ADDRESS'), ...watches }: Surroundings = {},
): Promise<OnboardingSystem> {
  const simulator = await startTestSimulator(input);
  const suffix = randomBytes(4).toString('hex');
  const [tenant, taskQueue] = [`t-${suffix}`, `q-${suffix}`];
  const nativeConnection = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, dataConverter: readCodec().dataConverter });
  const worker = await startWorker({
    connection: nativeConnection,
    namespace: 'default',
    taskQueue,
    directory: anyInstance(await directoryFor(simulator, watches)),
    notifier,
    awsSecrets: 'any',
    bundlePath: testEnvironment('TEST_WORKFLOW_BUNDLE'),
  });
  const version = typeof input['masVersion'] === 'string' ? { version: input['masVersion'] } : {};
  const target = { ...targetOf(simulator, tenant), ...version };
  const childId = (key: string) => userWorkflowId(target, tenant, key);
  return {
    tenant,
    target,
    taskQueue,
    simulator,
    control: controlOf(simulator),
    client,
    worker,
    childId,
    start: (users, options = {}, place = {}) =>
      start(client, taskQueue, { tenant, target: { ...target, ...place }, users, options: { ...quick, ...options } }),
    replay: (workflowId) => replay(client, workflowId),
    stop: async () => {
      await worker.shutdown();
      await nativeConnection.close();
      await connection.close();
      await simulator.close();
    },
  };
}

/** Short waits, for a simulator that is quick. */
const quick: RunOptions = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000 };

/** Where the simulator's users go: a workspace of MAS, or the tenant of yuuvis. */
function targetOf({ system }: Simulator, tenant: string): TargetRef {
  return system === 'yuuvis' ? { system, instance: tenant, tenant: 'acme' } : masAt(tenant);
}

/** A workspace of an instance that only this tenant has. */
export function masAt(tenant: string): MasRef {
  return { system: 'mas', instance: tenant, workspace: 'ws1' };
}

/** All instances are the simulator. */
export function anyInstance(directory: TargetDirectory): TargetDirectory {
  return (ref) => directory({ ...ref, instance: 'inst1' });
}

export function directoryFor(simulator: Simulator, watches: TargetWatches = {}) {
  const { url, certDir, superuser, system } = simulator;
  const file = (name: string) => ({ file: join(certDir, name) });
  const yuuvis = {
    ...{ api: url, keycloak: url, realm: 'yuuvis', section: 'system', requestsPerSecond: 1_000 },
    client: { id: 'tenant-onboarding', secret: { file: superuser.passwordFile } },
    ca: file('ca.crt'),
  };
  const mas = {
    coreApi: url,
    adminDashboard: url,
    manageApi: url,
    superuser: { username: { file: superuser.usernameFile }, password: { file: superuser.passwordFile } },
    ca: file('ca.crt'),
    manageCertificate: { cert: file('client.crt'), key: file('client.key') },
    requestsPerSecond: 1_000,
  };
  const targets = system === 'yuuvis' ? { yuuvis: { inst1: yuuvis } } : { mas: { inst1: mas } };
  return createTargetDirectory(TargetsConfig.parse(targets), createSecretOpener(), watches);
}

async function start(client: Client, taskQueue: string, input: OnboardTenantInput): Promise<TenantHandle> {
  const workflowId = tenantWorkflowId(input.target, input.tenant);
  return tenantHandle(await client.workflow.start('onboardTenant', { workflowId, taskQueue, args: [input] }));
}

/** A run of a tenant, of either way, for a test. */
export function tenantHandle(workflow: WorkflowHandle): TenantHandle {
  const status = () => workflow.query<StatusPage>('status');
  return {
    workflow,
    status,
    result: () => workflow.result(),
    retryFailed: (request) => workflow.executeUpdate('retryFailed', { args: [request] }),
    addUsers: (request) => workflow.executeUpdate('addUsers', { args: [request] }),
    until: async (condition) => {
      for (;;) {
        const page = await status();
        if (condition(page)) return page;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

/** Every history a test made must replay with today's workflow code. */
async function replay(client: Client, workflowId: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const code = workflowCode(readCodec(), testEnvironment('TEST_WORKFLOW_BUNDLE'));
  await Worker.runReplayHistory(code, history, workflowId);
}
