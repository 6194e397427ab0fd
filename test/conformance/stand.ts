import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { parseConfig } from '../../src/worker/config';
import type { Person } from '../../src/domain/tenant/person';
import type { UserKind } from '../../src/domain/tenant/user';
import { createSecretOpener } from '../../src/worker/secrets';
import type { Target } from '../../src/targets/contract/target';
import { createSkippingClock } from '../targets/mas/rig';
import { type Outcome, outcomeOf, personNamed, plantedPassword } from './outcome';
import { onboard } from './onboarding';
import type { ConformingSystem } from './system';
import { startTestSimulator } from '../system/simulator';

const Requests = z.array(
  z.object({
    n: z.number(),
    method: z.string(),
    path: z.string(),
    effect: z.boolean(),
    fault: z.string().nullable(),
    status: z.number().nullable(),
  }),
);
export type Request = z.infer<typeof Requests>[number];

/** A call of a run, as a fault finds it. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly effect: boolean;
}

/** A simulated system and targets that reach it as separate workers would. Time passes only when the test moves it. */
export interface Stand {
  readonly clock: ReturnType<typeof createSkippingClock>;
  worker(requestTimeoutMs?: number): Target;
  /** Puts a person where a run can find it, if the system needs that. */
  admit(...people: readonly Person[]): Promise<void>;
  /** One attempt of a whole run by a worker of its own, unless one is given. */
  attempt(person: Person, kind?: UserKind, by?: Target): Promise<Outcome>;
  /** Somebody leaves something temporary behind, where a plan can't read without it. */
  leaveLease(): Promise<void>;
  /** What the system holds of a user; `undefined` when nothing. */
  userIn(id: string): Promise<unknown>;
  /** Everything that the system holds. */
  state(): Promise<unknown>;
  requests(): Promise<Request[]>;
  /** The requests that changed something, but for what a run makes for its own time. */
  writes(): Promise<Request[]>;
  faults(...list: readonly object[]): Promise<void>;
  /** Back to an empty system with these people admitted; without faults and requests. */
  reset(...people: readonly Person[]): Promise<void>;
  /** The calls of an undisturbed run for the person, each once, in their order, without the log-in. */
  callsOf(person: Person, kind: UserKind): Promise<SeenCall[]>;
  close(): Promise<void>;
}

const State = z.object({ users: z.unknown() });

export async function startStand(system: ConformingSystem): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const writeConfig = join(folder, 'onboard.config.yaml');
  const simulator = await startTestSimulator({ ...system.simulator, writeConfig, password: plantedPassword });
  const config = parseConfig(readFileSync(writeConfig));
  if (!config.ok) throw new Error('the simulator wrote a configuration that is none');
  const { targets } = config.value;
  const ca = readFileSync(join(simulator.certDir, 'ca.crt'), 'utf8');
  const control = (path: string, body?: unknown) => exchange(new URL(`/__simulator/${path}`, simulator.url), ca, body);
  const clock = createSkippingClock();
  const openSecret = createSecretOpener();
  const isTemporary = (path: string) => system.temporary?.test(path) === true;

  const stand: Stand = {
    clock,
    worker: (requestTimeoutMs) =>
      system.bind({ targets, openSecret, clock, ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }) }),
    async admit(...people) {
      const { directoryEntry } = system;
      if (directoryEntry !== undefined) await control('people', people.map(directoryEntry));
    },
    attempt: (person, kind = 'primary', by = stand.worker()) => outcomeOf(person, () => onboard(by, person, kind)),
    async leaveLease() {
      if (system.plansNeedLease !== true) return;
      const { signal } = new AbortController();
      const target = stand.worker();
      const { plans, present } = await target.prepare(signal);
      const task = { person: personNamed('somebody'), attempt: 1, signal, present, reportLease: () => undefined };
      await target.verbs.create.check({ ...task, want: plans.primary.account });
    },
    async userIn(id) {
      const users = Object(State.parse(await stand.state()).users);
      // The key may be `__proto__`.
      return new Map<string, unknown>(Object.entries(users)).get(id) ?? new Map(lowered(users)).get(id.toLowerCase());
    },
    state: () => control('state'),
    requests: async () => Requests.parse(await control('requests')),
    writes: async () => (await stand.requests()).filter(({ effect, path }) => effect && !isTemporary(path)),
    async faults(...list) {
      await control('faults', list);
    },
    async reset(...people) {
      await control('reset', {});
      await stand.admit(...people);
    },
    async callsOf(person, kind) {
      await stand.reset(person);
      await onboard(stand.worker(), person, kind);
      const calls = (await stand.requests()).filter(({ path }) => path !== system.logIn);
      const seen = new Map(calls.map((call) => [`${call.method} ${call.path}`, call]));
      await stand.reset(person);
      return [...seen.values()].map(({ method, path, effect }) => ({ method, path, effect }));
    },
    async close() {
      await simulator.close();
      rmSync(folder, { recursive: true });
    },
  };
  return stand;
}

function lowered(users: object): [string, unknown][] {
  return Object.entries(users).map(([id, user]): [string, unknown] => [id.toLowerCase(), user]);
}

/** The fault that a call meets, and nothing else. */
export function faultAt({ method, path }: SeenCall, deed: object, times?: number): object {
  const literal = path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return { method, path: `/^${literal}$/`, do: deed, ...(times === undefined ? {} : { times }) };
}

/** GET, or POST with a body. */
function exchange(url: URL, ca: string, body?: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ca, method: body === undefined ? 'GET' : 'POST' }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${url.pathname}: ${answer.statusCode} ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
