import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DirectoryEntry } from '../../../simulator/idmgmt/world';
import type { Simulator, SimulatorInput } from '../../../simulator/start';
import type { Person } from '../../../src/domain/tenant/person';
import type { SecretReference } from '../../../src/domain/tenant/secret-reference';
import type { PersonChange } from '../../../src/domain/run/team-writing';
import type { Clock } from '../../../src/http/clock';
import { Secret } from '../../../src/http/secret';
import { createIdmgmt } from '../../../src/targets/idmgmt/idmgmt';
import { createIdmgmtApi, type IdmgmtApi } from '../../../src/targets/idmgmt/connection';
import { IdmgmtSettings } from '../../../src/targets/idmgmt/settings';
import type { Target, Task } from '../../../src/targets/contract/target';
import { type Control, controlOf } from '../../system/control';
import { startTestSimulator } from '../../system/simulator';

/** A simulated identity management, and targets that reach it as separate worker processes would. */
export interface Rig {
  readonly simulator: Simulator;
  readonly control: Pick<Control, 'requests' | 'effects' | 'faults' | 'reset'>;
  /** A target of team `acme`, and the same cluster call by call; each call of `worker` shares nothing. */
  worker(change?: WorkerChange): Worker;
  close(): Promise<void>;
}

export interface WorkerChange {
  readonly clock?: Clock;
  readonly team?: string;
  readonly roles?: { readonly primary?: string; readonly secondary?: string };
  readonly username?: string;
  readonly unlisted?: 'write' | 'fail';
  readonly userBaseDN?: string;
}

export interface Worker {
  readonly target: Target;
  readonly api: IdmgmtApi;
  /** Writes team `acme` as its writer does. */
  write(...changes: PersonChange[]): Promise<readonly unknown[]>;
}

export const signal: Task<'join'>['signal'] = new AbortController().signal;
export const teamPath = '/idmgmt/identity/api/v1/teams/acme';

/** Somebody in LDAP whom the cluster lists. */
export function entry(name: string): DirectoryEntry {
  return { userId: name, email: `${name}@acme.example`, firstName: name, lastName: 'Example', known: true };
}

export function personNamed(name: string): Person {
  return { id: name, email: `${name}@acme.example`, givenName: name, familyName: 'Example' };
}

export function joining(name: string, role = 'Viewer'): PersonChange {
  return { id: name, person: personNamed(name), change: { kind: 'join', role } };
}

export function leaving(name: string): PersonChange {
  return { id: name, person: personNamed(name), change: { kind: 'leave' } };
}

export function joinTask(name: string, change: Partial<Task<'join'>> = {}): Task<'join'> {
  const want = [{ place: 'acme', role: 'Viewer' }];
  return { person: personNamed(name), want, signal, attempt: 1, present: [], reportLease: () => undefined, ...change };
}

/** A clock that a test moves. */
export function manualClock(): Clock & { move(ms: number): void } {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    date: () => Date.now() + skipped,
    pause: async () => undefined,
    move: (ms) => {
      skipped += ms;
    },
  };
}

/** With ada, bob and cyd in the directory, unless told otherwise. */
export async function startRig(input: SimulatorInput = {}): Promise<Rig> {
  const directory = ['ada', 'bob', 'cyd'].map(entry);
  const simulator = await startTestSimulator({ system: 'idmgmt', directory, ...input });
  const { url, certDir, superuser } = simulator;
  const settings = IdmgmtSettings.parse({
    address: url,
    account: { username: { file: superuser.usernameFile }, password: { file: superuser.passwordFile } },
    ca: { file: join(certDir, 'ca.crt') },
    requestsPerSecond: 10_000,
  });
  return {
    simulator,
    control: controlOf(simulator),
    worker({ clock, team = 'acme', roles, username, unlisted, userBaseDN } = {}) {
      const openSecret = async (reference: SecretReference) => {
        if (!('file' in reference)) throw new Error('The rig has files only.');
        if (username !== undefined && reference.file === superuser.usernameFile) return new Secret(username);
        return new Secret(await readFile(reference.file, 'utf8'));
      };
      const changed = { ...settings, ...(userBaseDN === undefined ? {} : { userBaseDN }) };
      const deps = { settings: changed, openSecret, ...(clock === undefined ? {} : { clock }) };
      const options = { ...(roles === undefined ? {} : { roles }), ...(unlisted === undefined ? {} : { unlisted }) };
      const target = createIdmgmt(deps)({ team, ...options });
      return {
        target,
        api: createIdmgmtApi(deps),
        write: async (...changes) => (await target.writeTeam?.({ team, changes }, signal)) ?? [],
      };
    },
    close: () => simulator.close(),
  };
}
