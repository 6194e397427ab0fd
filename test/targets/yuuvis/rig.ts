import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { z } from 'zod';
import type { Simulator, SimulatorInput } from '../../../simulator/start';
import type { Prepared } from '../../../src/domain/run/activities';
import type { Person } from '../../../src/domain/tenant/person';
import type { Step } from '../../../src/domain/run/plan';
import type { YuuvisRef } from '../../../src/targets/yuuvis/settings';
import type { UserKind } from '../../../src/domain/tenant/user';
import { createSecretOpener } from '../../../src/worker/secrets';
import type { Finding, Target, Task } from '../../../src/targets/contract/target';
import { createYuuvis } from '../../../src/targets/yuuvis/yuuvis';
import { createYuuvisApi } from '../../../src/targets/yuuvis/connection';
import { YuuvisSettings } from '../../../src/targets/yuuvis/settings';
import type { YuuvisUsers } from '../../../src/targets/yuuvis/calls/users';
import { type Control, controlOf } from '../../system/control';
import { createSkippingClock } from '../mas/rig';
import { startTestSimulator } from '../../system/simulator';

const ShownUser = z.object({
  record: z.record(z.string(), z.unknown()),
  roles: z.array(z.string()),
  ownRoles: z.array(z.string()),
  groups: z.array(z.string()),
  invitations: z.number(),
});
const State = z.object({ users: z.record(z.string(), ShownUser) });
type State = z.infer<typeof State>;

/** A simulated yuuvis, and targets that reach it as separate worker processes would: each `worker` shares nothing. */
export interface Rig {
  readonly simulator: Simulator;
  readonly control: Pick<Control, 'requests' | 'effects' | 'faults'>;
  readonly settings: object;
  /** Somebody else, with the same account. */
  readonly somebody: YuuvisUsers;
  readonly clock: ReturnType<typeof createSkippingClock>;
  state(): Promise<State>;
  worker(change?: WorkerChange): Worker;
  /** What was asked since the last call of this function, but for the log-ins: `POST /…/users`. */
  asked(): Promise<string[]>;
  /** The id of a user by its name in lower case. */
  idOf(username: string): Promise<string>;
  /** Somebody else makes Ada, in three groups; it is not counted as asked. Answers her id. */
  somebodyCreates(change?: object): Promise<string>;
  /** Back to an empty tenant, without faults and log. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface WorkerChange {
  readonly settings?: object;
  readonly ref?: Partial<YuuvisRef>;
}

export interface Worker {
  readonly target: Target;
  /** A whole run for one user; the target is prepared once, for all users. Answers the steps that wrote. */
  onboard(person: Person, kind?: UserKind): Promise<Step[]>;
  create(person: Person, kind?: UserKind): Promise<Finding>;
  confirm(person: Person, options?: { readonly kind?: UserKind; readonly attempt?: number }): Promise<Finding>;
  /** What a plan says: checks alone. */
  look(person: Person, kind?: UserKind): Promise<{ readonly create: Finding; readonly confirm?: Finding }>;
}

export const ada: Person = {
  id: 'ada@acme.example',
  email: 'ada@acme.example',
  givenName: 'Ada',
  familyName: 'Lovelace',
};

export const never: AbortSignal = new AbortController().signal;
// Fifty users at once wait for one listing.
setMaxListeners(0, never);

export async function startRig(input: SimulatorInput = {}): Promise<Rig> {
  const simulator = await startTestSimulator({ system: 'yuuvis', ...input });
  const { url, certDir, superuser } = simulator;
  const ca = readFileSync(join(certDir, 'ca.crt'), 'utf8');
  const settings = {
    ...{ api: url, keycloak: url, realm: 'yuuvis', section: input['section'] === 'admin' ? 'admin' : 'system' },
    client: { id: 'tenant-onboarding', secret: { file: superuser.passwordFile } },
    ca: { file: join(certDir, 'ca.crt') },
    requestsPerSecond: 10_000,
  };
  const control = controlOf(simulator);
  const clock = createSkippingClock();
  const openSecret = createSecretOpener();
  const depsOf = (change: object = {}) => {
    return { settings: YuuvisSettings.parse({ ...settings, ...change }), openSecret, clock };
  };
  let seen = 0;
  const rig: Rig = {
    simulator,
    control,
    settings,
    clock,
    somebody: createYuuvisApi(depsOf()).users('acme'),
    state: () => stateOf(simulator),
    worker: ({ settings: change, ref } = {}) =>
      workerOf(createYuuvis(depsOf(change))({ system: 'yuuvis', instance: 'inst1', tenant: 'acme', ...ref })),
    asked: async () => {
      const requests = await control.requests(seen);
      seen = requests.at(-1)?.n ?? seen;
      return requests
        .filter(({ path }) => !path.endsWith('/token'))
        .map(({ method, path }) => `${method} ${path.replace('/tenant-management/api/system/tenants/acme', '')}`);
    },
    idOf: async (username) => {
      const found = (await rig.somebody.list()).find((user) => user.username === username);
      if (found === undefined) throw new Error('the test expected the user to be there');
      return found.id;
    },
    somebodyCreates: async (change = {}) => {
      const body = { ...adaInThreeGroups, ...change };
      await rig.somebody.create(body);
      const id = await rig.idOf(body.username.toLowerCase());
      await rig.asked();
      return id;
    },
    reset: async () => {
      await exchange(new URL('/__simulator/reset', url), ca, 'POST');
      seen = 0;
    },
    close: () => simulator.close(),
  };
  return rig;
}

const adaInThreeGroups = {
  ...{ username: ada.id, email: ada.email, firstName: ada.givenName, lastName: ada.familyName },
  ...{ roles: ['YUUVIS_DEFAULT'], groups: ['hr', 'onlyoffice', 'quality'], enabled: true },
};

/** What a simulated yuuvis holds. */
export async function stateOf({ url, certDir }: Simulator): Promise<State> {
  const ca = readFileSync(join(certDir, 'ca.crt'), 'utf8');
  return State.parse(await exchange(new URL('/__simulator/state', url), ca, 'GET'));
}

function workerOf(target: Target): Worker {
  const { verbs } = target;
  const common = { signal: never, present: [], reportLease: () => undefined };
  let prepared: Promise<Prepared> | undefined;
  const plan = async (kind: UserKind) => {
    prepared ??= target.prepare(never);
    return (await prepared).plans[kind];
  };
  const creation = async (person: Person, kind: UserKind): Promise<Task<'create'>> => {
    return { ...common, person, attempt: 1, want: (await plan(kind)).account };
  };
  const confirmation = async (person: Person, kind: UserKind, attempt: number): Promise<Task<'await'>> => {
    return { ...common, person, attempt, want: (await plan(kind)).synchronise };
  };
  const worker: Worker = {
    target,
    create: async (person, kind = 'secondary') => {
      const task = await creation(person, kind);
      const finding = await verbs.create.check(task);
      if (!finding.done) await verbs.create.apply(task, finding.missing);
      return finding;
    },
    confirm: async (person, { kind = 'secondary', attempt = 1 } = {}) => {
      const task = await confirmation(person, kind, attempt);
      const finding = await verbs.await.check(task);
      if (!finding.done) await verbs.await.apply(task, finding.missing);
      return finding;
    },
    onboard: async (person, kind) => {
      const created = await worker.create(person, kind);
      const confirmed = await worker.confirm(person, kind === undefined ? {} : { kind });
      return [...(created.done ? [] : (['create'] as const)), ...(confirmed.done ? [] : (['await'] as const))];
    },
    look: async (person, kind = 'secondary') => {
      const create = await verbs.create.check({ ...(await creation(person, kind)), readOnly: true });
      if (!create.done) return { create };
      const task: Task<'await'> = { ...(await confirmation(person, kind, 1)), readOnly: true };
      return { create, confirm: await verbs.await.check(task) };
    },
  };
  return worker;
}

function exchange(url: URL, ca: string, method: 'GET' | 'POST'): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(url, { ca, method }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve(JSON.parse(text)));
    });
    sent.on('error', reject);
    sent.end();
  });
}
