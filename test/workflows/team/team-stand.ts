import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { DirectoryEntry } from '../../../simulator/idmgmt/world';
import type { Simulator } from '../../../simulator/start';
import { teamWriterId, tenantWorkflowId, userWorkflowId } from '../../../src/domain/run/names';
import type { TenantResult } from '../../../src/domain/run/outcome';
import {
  defaultRunOptions,
  type OffboardTenantInput,
  type OnboardTenantInput,
  type RunOptions,
} from '../../../src/domain/run/run';
import type { MembershipRequest } from '../../../src/domain/run/team-writing';
import type { User, UserKind } from '../../../src/domain/tenant/user';
import { startWorker } from '../../../src/worker/onboarding-worker';
import { createSecretOpener } from '../../../src/worker/secrets';
import { createTargetDirectory, TargetsConfig } from '../../../src/targets/registry';
import type { Team } from '../../../src/targets/idmgmt/wire/wire';
import { type Control, controlOf } from '../../system/control';
import { testEnvironment } from '../../system/onboarding-system';
import { startTestSimulator } from '../../system/simulator';

/** A simulated identity management, two workers that share nothing but a task queue, and a client. */
export interface TeamStand {
  readonly simulator: Simulator;
  readonly control: Pick<Control, 'requests' | 'effects' | 'faults'>;
  readonly client: Client;
  readonly team: string;
  /** Starts a tenant's run; all tenants of a stand share the team. */
  start(tenant: string, users: readonly User[], options?: Partial<RunOptions>): Promise<WorkflowHandle>;
  /** Starts the offboarding of users of such a tenant. */
  offboard(tenant: string, users: readonly User[]): Promise<WorkflowHandle>;
  result(run: WorkflowHandle): Promise<TenantResult>;
  readonly writer: WorkflowHandle;
  /** Asks the writer to join a person, on behalf of nobody who waits; answers the run of the writer that was asked. */
  ask(id: string, userId: string): Promise<string>;
  user(tenant: string, key: string): WorkflowHandle;
  /** What the team holds, read behind the back of everybody. */
  members(): Promise<Record<string, readonly string[]>>;
  addPeople(people: readonly DirectoryEntry[]): Promise<void>;
  /** Somebody else, with a log-in of their own. */
  outsider(): Promise<Outsider>;
  replay(handle: WorkflowHandle): Promise<void>;
  stop(): Promise<void>;
}

export interface Outsider {
  read(): Promise<Team>;
  write(team: Team): Promise<void>;
}

export const api = '/idmgmt/identity/api/v1';

export function person(name: string): DirectoryEntry {
  return { userId: name, email: `${name}@acme.example`, firstName: name, lastName: 'Example', known: true };
}

export function people(prefix: string, count: number): DirectoryEntry[] {
  return Array.from({ length: count }, (_, index) => person(`${prefix}${index + 1}`));
}

/** Users as a tenant file has them: by e-mail address alone, in other letters than the directory's. */
export function usersFrom(kind: UserKind, entries: readonly DirectoryEntry[]): User[] {
  return entries.map(({ userId, email }) => ({
    key: userId,
    kind,
    record: { email: email.toUpperCase(), given_name: userId, family_name: 'Example' },
  }));
}

export async function openTeamStand(directory: readonly DirectoryEntry[]): Promise<TeamStand> {
  const password = randomBytes(12).toString('hex');
  const simulator = await startTestSimulator({ system: 'idmgmt', directory: [...directory], password });
  const suffix = randomBytes(4).toString('hex');
  const [team, taskQueue, instance] = [`team-${suffix}`, `q-${suffix}`, `c-${suffix}`];
  const address = testEnvironment('TEST_TEMPORAL_ADDRESS');
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const workers = await Promise.all([1, 2].map(() => openWorker({ simulator, taskQueue, instance })));
  const target = { system: 'idmgmt', instance, team } as const;
  const writer = client.workflow.getHandle(teamWriterId(target, team));
  const call = await callerOf(simulator);
  return {
    simulator,
    control: controlOf(simulator),
    client,
    team,
    writer,
    start: (tenant, users, options = {}) => {
      const input: OnboardTenantInput = {
        tenant: `${tenant}-${suffix}`,
        target,
        users,
        options: { ...quick, ...options },
      };
      const workflowId = tenantWorkflowId(target, input.tenant);
      return client.workflow.start('onboardTenant', { workflowId, taskQueue, args: [input] });
    },
    offboard: (tenant, users) => {
      const name = `${tenant}-${suffix}`;
      const leaving = { how: 'disable', force: false } as const;
      const input: OffboardTenantInput = { tenant: name, target, users, options: quick, ...leaving };
      const workflowId = tenantWorkflowId(target, name);
      return client.workflow.start('offboardTenant', { workflowId, taskQueue, args: [input] });
    },
    ask: async (id, userId) => {
      const asker = { workflowId: 'nobody', runId: '00000000-0000-4000-8000-000000000000' };
      const change = { kind: 'join', role: 'Viewer' } as const;
      const wanted = { id: userId, email: '', givenName: '', familyName: '' };
      const request: MembershipRequest = { id, person: wanted, change, asker, patienceMs: 60_000 };
      const { signaledRunId } = await client.workflow.signalWithStart('teamWriter', {
        workflowId: writer.workflowId,
        taskQueue,
        args: [{ target, team }],
        signal: 'changeMembership',
        signalArgs: [request],
      });
      return signaledRunId;
    },
    result: (run) => run.result(),
    user: (tenant, key) => client.workflow.getHandle(userWorkflowId(target, `${tenant}-${suffix}`, key)),
    members: async () => membersOf(await call({ path: '/__simulator/state' }), team),
    addPeople: async (entries) => {
      await call({ method: 'POST', path: '/__simulator/people', body: JSON.stringify(entries) });
    },
    outsider: () => outsiderOf(call, { team, password }),
    replay: async (handle) => {
      const history = await handle.fetchHistory();
      const workflowBundle = { codePath: testEnvironment('TEST_WORKFLOW_BUNDLE') };
      await Worker.runReplayHistory({ workflowBundle }, history, handle.workflowId);
    },
    stop: async () => {
      await writer.terminate('the test is over').catch(() => undefined);
      await Promise.all(workers.map((worker) => worker.stop()));
      await connection.close();
      await simulator.close();
    },
  };
}

const quick: RunOptions = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000 };

interface WorkerPlace {
  readonly simulator: Simulator;
  readonly taskQueue: string;
  readonly instance: string;
}

async function openWorker({ simulator, taskQueue, instance }: WorkerPlace) {
  const { url, certDir, superuser } = simulator;
  const settings = {
    address: url,
    account: { username: { file: superuser.usernameFile }, password: { file: superuser.passwordFile } },
    ca: { file: join(certDir, 'ca.crt') },
    requestsPerSecond: 1_000,
  };
  const config = TargetsConfig.parse({ idmgmt: { [instance]: settings } });
  const connection = await NativeConnection.connect({ address: testEnvironment('TEST_TEMPORAL_ADDRESS') });
  const worker = await startWorker({
    connection,
    namespace: 'default',
    taskQueue,
    directory: await createTargetDirectory(config, createSecretOpener()),
    bundlePath: testEnvironment('TEST_WORKFLOW_BUNDLE'),
  });
  return {
    stop: async () => {
      await worker.shutdown();
      await connection.close();
    },
  };
}

interface Sent {
  readonly method?: 'POST' | 'PUT';
  readonly path: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

type Caller = (sent: Sent) => Promise<unknown>;

async function callerOf({ url, certDir }: Simulator): Promise<Caller> {
  const ca = await readFile(join(certDir, 'ca.crt'), 'utf8');
  return ({ method = 'GET', path, body, headers = {} }) =>
    new Promise((resolve, reject) => {
      const sent = request(new URL(path, url), { ca, method, headers }, (answer) => {
        const pieces: string[] = [];
        answer.setEncoding('utf8');
        answer.on('data', (piece: string) => pieces.push(piece));
        answer.on('end', () => {
          const text = pieces.join('');
          if (answer.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
}

async function outsiderOf(call: Caller, { team, password }: { team: string; password: string }): Promise<Outsider> {
  const form = new URLSearchParams({ grant_type: 'password', scope: 'openid', username: 'superuser', password });
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const logIn = {
    method: 'POST',
    path: '/idprovider/v1/auth/identitytoken',
    body: form.toString(),
    headers: type,
  } as const;
  const token = Object(await call(logIn)).access_token;
  const headers = { authorization: `Bearer ${token}` };
  const json = { 'content-type': 'application/json' };
  const path = `${api}/teams/${team}`;
  return {
    read: async () => Object(await call({ path, headers })),
    write: async (whole) => {
      await call({ method: 'PUT', path, body: JSON.stringify(whole), headers: { ...headers, ...json } });
    },
  };
}

function membersOf(state: unknown, team: string): Record<string, readonly string[]> {
  const users: { userId: string; roles: { id: string }[] }[] = Object(state).teams[team]?.users ?? [];
  return Object.fromEntries(
    users.map(({ userId, roles }) => [userId, roles.map(({ id }) => id.slice(id.lastIndexOf(':') + 1))]),
  );
}
