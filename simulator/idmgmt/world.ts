import { createHash } from 'node:crypto';
import type { DirectoryUser } from '../../src/targets/idmgmt/wire/wire';
import type { TeamTrait } from './traits';

/** A person of the simulated LDAP directory, as a rehearsal writes it. */
export interface DirectoryEntry {
  readonly userId: string;
  readonly email: string;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly directoryId?: string | undefined;
  /** Whether the cluster knows the person: it was imported, or has logged in once. */
  readonly known?: boolean | undefined;
}

export interface Person extends DirectoryUser {
  /** As `DirectoryEntry` has it: only such people are listed. */
  readonly known: boolean;
}

export interface StoredMember {
  readonly userId: string;
  readonly roles: readonly { readonly id: string }[];
  readonly [other: string]: unknown;
}

export interface StoredTeam {
  readonly teamId: string;
  readonly name: string;
  readonly type: 'Custom' | 'System';
  readonly users: readonly StoredMember[];
  readonly usergroups: readonly unknown[];
  readonly serviceids: readonly unknown[];
  readonly [other: string]: unknown;
}

export interface IdmgmtWorldSettings {
  readonly seed: number;
  readonly superuser: { readonly username: string; readonly password: string };
  /** Who is in the directory, besides the superuser. */
  readonly directory: readonly DirectoryEntry[];
  /** How long a token is good, in seconds, as the log-in tells it. */
  readonly tokenSeconds: number;
  readonly traits: ReadonlySet<TeamTrait>;
}

/** Everything the simulated identity management holds. `changes` counts the writes that changed a user or a team. */
export interface World {
  readonly settings: IdmgmtWorldSettings;
  /** The LDAP directory, by user id in lower case, as LDAP compares them. */
  readonly people: Map<string, Person>;
  readonly teams: Map<string, StoredTeam>;
  /** Whose token it is. */
  readonly tokens: Map<string, string>;
  logins: number;
  changes: number;
}

/** A team that belongs to the system itself. */
export const systemTeamId = 'platform-operators';

export function createWorld(settings: IdmgmtWorldSettings): World {
  const world: World = { settings, people: new Map(), teams: new Map(), tokens: new Map(), logins: 0, changes: 0 };
  plant(world);
  return world;
}

/** Puts everything back that was there at the start. */
export function plant(world: World): void {
  const { superuser, directory } = world.settings;
  world.people.clear();
  world.teams.clear();
  world.tokens.clear();
  const account = { userId: superuser.username, email: `${superuser.username}@cluster.example`, known: true };
  addPeople(world, [account, ...directory]);
  world.teams.set(systemTeamId, newTeam({ teamId: systemTeamId, name: systemTeamId }, 'System'));
}

/** Adds people to the directory, as its administrators would: no call of the contract does. */
export function addPeople({ people, settings }: World, entries: readonly DirectoryEntry[]): void {
  for (const { userId, email, firstName = '', lastName = '', directoryId, known = false } of entries) {
    people.set(userId.toLowerCase(), {
      userId,
      directoryId: directoryId ?? directoryIdOf(settings.seed),
      firstName,
      lastName,
      email,
      userBaseDN: `uid=${userId},ou=people,dc=example,dc=com`,
      known,
    });
  }
}

export function newTeam(
  named: { readonly teamId: string; readonly name: string },
  type: 'Custom' | 'System',
): StoredTeam {
  const account = { accountId: 'id-cluster-account', directoryList: [] };
  return { ...named, users: [], usergroups: [], serviceids: [], type, ...account };
}

function directoryIdOf(seed: number): string {
  const hex = createHash('sha256').update(`directory ${seed}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** People who are in the directory from the start: `user.1@seed.example` and so on. */
export function seedPeople(count: number): DirectoryEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const n = index + 1;
    return {
      userId: `user.${n}`,
      email: `user.${n}@seed.example`,
      firstName: 'User',
      lastName: String(n),
      known: true,
    };
  });
}
