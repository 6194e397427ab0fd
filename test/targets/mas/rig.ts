import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Simulator, SimulatorInput } from '../../../simulator/start';
import type { SecretReference } from '../../../src/domain/tenant/secret-reference';
import type { Person } from '../../../src/domain/tenant/person';
import { type Plan, type Step, steps, type Wants } from '../../../src/domain/run/plan';
import type { UserKind } from '../../../src/domain/tenant/user';
import type { Clock } from '../../../src/http/clock';
import { Secret } from '../../../src/http/secret';
import { createMas } from '../../../src/targets/mas/mas';
import type { MasDeps } from '../../../src/targets/mas/parts/connection';
import { MasSettings, type OnDisabled } from '../../../src/targets/mas/parts/settings';
import type { ReleaseRequest, Target, Task, Verb } from '../../../src/targets/contract/target';
import { type Control, controlOf } from '../../system/control';
import { startTestSimulator } from '../../system/simulator';

/** A simulator, and MAS targets that reach it as separate worker processes would: each call of `worker` shares nothing. */
export interface Rig {
  readonly simulator: Simulator;
  readonly control: Control;
  /** The settings of the instance, as a person writes them. */
  readonly settings: object;
  worker(change?: WorkerChange): Worker;
  close(): Promise<void>;
}

export interface WorkerChange {
  readonly settings?: object;
  readonly openSecret?: MasDeps['openSecret'];
  readonly workspace?: string;
  /** What the simulator plays, when it is from 9.1 and nothing else is said. */
  readonly version?: string | undefined;
  readonly onDisabled?: OnDisabled;
  readonly clock?: Clock;
}

export interface Worker {
  readonly target: Target;
  readonly deps: MasDeps;
  /** A whole run for one user: prepare, the six verbs, each once, and release. */
  onboard(person: Person, kind: UserKind, run?: RunPart): Promise<Onboarded>;
  /** Runs one verb: its check, and its apply when something is missing. */
  step<S extends Step>(step: S, task: Partial<Task<S>> & Pick<Task<S>, 'person' | 'want'>): Promise<Stepped>;
}

export interface RunPart {
  readonly attempt?: number;
  readonly present?: readonly string[];
}

export interface Onboarded {
  readonly changed: readonly Step[];
  readonly leases: readonly string[];
}

export interface Stepped {
  readonly changed: boolean;
  readonly differs: readonly string[];
  readonly leases: readonly string[];
}

export function personNamed(id: string): Person {
  return { id, email: 'ada@acme.example', givenName: 'Ada', familyName: 'Lovelace' };
}

export const ada = personNamed('ada@acme.example');

/** A clock whose pauses end at once and move the time instead. `pauses` lists them. */
export function createSkippingClock(): Clock & { readonly pauses: number[] } {
  let skipped = 0;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => Date.now() + skipped,
    date: () => Date.now() + skipped,
    pause: async (ms, signal) => {
      signal?.throwIfAborted();
      pauses.push(ms);
      skipped += ms;
    },
  };
}

export async function openFile(reference: SecretReference): Promise<Secret> {
  if (!('file' in reference)) throw new Error('The rig has files only.');
  return new Secret(await readFile(reference.file, 'utf8'));
}

/** Where a task tells what it makes for its time; `before`: what earlier attempts told. */
export function bookOf(leases: Set<string>, before: ReadonlySet<string> = new Set()) {
  return {
    reportLease: (name: string) => void leases.add(name),
    withdrawLease: (name: string) => void (before.has(name) || leases.delete(name)),
  };
}

/** What to release after a run whose users all told what they had made. */
export function told(leases: readonly string[], present: readonly string[] = []): ReleaseRequest {
  return { leases, present, complete: true };
}

export async function startRig(input: SimulatorInput = {}): Promise<Rig> {
  toldBefore.clear();
  const simulator = await startTestSimulator(input);
  const { url, certDir, superuser } = simulator;
  const masVersion = typeof input['masVersion'] === 'string' ? input['masVersion'] : undefined;
  const file = (name: string) => ({ file: join(certDir, name) });
  const settings = {
    coreApi: url,
    adminDashboard: url,
    manageApi: url,
    superuser: { username: { file: superuser.usernameFile }, password: { file: superuser.passwordFile } },
    ca: file('ca.crt'),
    manageCertificate: { cert: file('client.crt'), key: file('client.key') },
    requestsPerSecond: 10_000,
  };
  return {
    simulator,
    control: controlOf(simulator),
    settings,
    worker: (change = {}) =>
      workerOf(
        {
          instance: 'inst1',
          settings: MasSettings.parse({ ...settings, ...change.settings }),
          openSecret: change.openSecret ?? openFile,
          clock: change.clock ?? createSkippingClock(),
        },
        { version: masVersion === undefined || masVersion < '9.1' ? undefined : masVersion, ...change },
      ),
    close: () => simulator.close(),
  };
}

function workerOf(deps: MasDeps, { workspace = 'ws1', version, onDisabled }: WorkerChange): Worker {
  const target = createMas(deps)({ workspace, version, onDisabled });
  const { verbs } = target;
  const worker: Worker = {
    target,
    deps,
    step: (step, task) => runVerb(verbOf(verbs, step), { ...defaults(), ...task }),
    async onboard(person, kind, run = {}) {
      const { signal } = new AbortController();
      const { plans, present } = await target.prepare(signal);
      const onboarded = await onboardBy(worker, plans[kind], { person, present, ...run });
      await target.release(told(onboarded.leases), signal);
      return onboarded;
    },
  };
  return worker;
}

function verbOf<S extends Step>(verbs: Target['verbs'], step: S): Verb<S> {
  return verbs[step];
}

function defaults() {
  return { signal: new AbortController().signal, attempt: 1, present: [] };
}

/** What attempts that failed told, as Temporal keeps it for the next one. */
const toldBefore = new Set<string>();

async function runVerb<S extends Step>(
  verb: Verb<S>,
  parts: Omit<Task<S>, 'reportLease' | 'withdrawLease'>,
): Promise<Stepped> {
  const before = new Set(parts.attempt > 1 ? toldBefore : []);
  const leases = new Set(before);
  const task: Task<S> = { ...parts, ...bookOf(leases, before) };
  try {
    const finding = await verb.check(task);
    if (!finding.done) await verb.apply(task, finding.missing);
    const differs = (finding.done ? finding.differs : undefined) ?? [];
    return { changed: !finding.done, differs, leases: [...leases] };
  } catch (error) {
    for (const lease of leases) toldBefore.add(lease);
    throw error;
  }
}

async function onboardBy(worker: Worker, plan: Plan, run: RunPart & { person: Person }): Promise<Onboarded> {
  const changed: Step[] = [];
  const leases = new Set<string>();
  for (const name of steps) {
    for (const stepped of await runStep(worker, name, { plan, run })) {
      if (stepped.changed) changed.push(name);
      for (const lease of stepped.leases) leases.add(lease);
    }
  }
  return { changed, leases: [...leases] };
}

async function runStep(
  worker: Worker,
  step: Step,
  { plan, run }: { plan: Plan; run: RunPart & { person: Person } },
): Promise<Stepped[]> {
  const one = async <S extends Step>(name: S, want: Wants[S]) => [await worker.step(name, { ...run, want })];
  switch (step) {
    case 'create':
      return await one('create', plan.account);
    case 'link':
      return await one('link', plan.identityProviders);
    case 'join':
      return await one('join', plan.memberships);
    case 'grant':
      return (await Promise.all(plan.roles.map((want) => one('grant', want)))).flat();
    case 'await':
      return await one('await', plan.synchronise);
    case 'group':
      return await one('group', plan.groups);
  }
}
