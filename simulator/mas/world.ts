import type { ForcedSync } from '../server/system';
import type { PersonDefinition, UserDefinition } from './bodies';

/** A synchronisation to one application: under way until `syncDelayMs` after its start, unless a fault forced its end. */
export interface Sync {
  readonly startedAt: number;
  readonly forced: ForcedSync | undefined;
}

export interface RoleHeld {
  readonly role: string;
  readonly sync: Sync;
}

export interface MasUser {
  definition: UserDefinition;
  readonly identityProviders: Set<string>;
  readonly workspaces: Map<string, { readonly workspaceAdmin: boolean }>;
  /** By application. */
  readonly roles: Map<string, RoleHeld>;
  /** Names of Manage security groups. */
  readonly groups: Set<string>;
  /** How many invitations were mailed. */
  invitations: number;
}

/** A person of MAS from 9.1. Without `maxuser` in its definition it has no user. */
export interface MasPerson {
  definition: PersonDefinition;
  /** Of the user, as it is by now. */
  status: 'ACTIVE' | 'INACTIVE';
  /** Ids of the providers that the user is linked to. */
  readonly identityProviders: Set<string>;
  /** Names of Manage security groups. */
  readonly groups: Set<string>;
  /** Names of the groups whose members the user may change. */
  readonly groupReassignment: Set<string>;
  invitations: number;
}

export interface ApiKey {
  readonly id: string;
  readonly apikey: string;
  readonly userid: string;
}

export interface MasSettings {
  readonly instance: string;
  readonly workspace: string;
  readonly masVersion: string;
  readonly apps: readonly string[];
  readonly syncDelayMs: number;
  /** How long after its start the applications are not ready. */
  readonly readyDelayMs: number;
  /** How many members a page of Manage's lists has. */
  readonly pageSize: number;
  /** What ids may hold: letters, digits and `_-@.`, as MAS is installed, or anything. */
  readonly idCharacters: 'any' | 'usual';
  /** How Manage keeps the ids of users from 9.1. */
  readonly idCase: 'sent' | 'upper';
  readonly seed: number;
  readonly superuser: { readonly username: string; readonly password: string };
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
}

/** Everything the simulated MAS holds. `changes` counts the writes that changed a user or an API key. */
export interface World {
  readonly settings: MasSettings;
  /** Below 9.1. */
  readonly users: Map<string, MasUser>;
  /** From 9.1, by person id. */
  readonly people: Map<string, MasPerson>;
  /** By the id in its address. */
  readonly apiKeys: Map<string, ApiKey>;
  readonly tokens: Set<string>;
  /** Ids, user names and addresses of deleted users: IBM support, node 7085329. */
  readonly burnt: Set<string>;
  startedAt: number;
  logins: number;
  peopleMade: number;
  keysMade: number;
  changes: number;
}

export function createWorld(settings: MasSettings): World {
  return {
    settings,
    users: new Map(),
    people: new Map(),
    apiKeys: new Map(),
    tokens: new Set(),
    burnt: new Set(),
    startedAt: settings.now(),
    logins: 0,
    peopleMade: 0,
    keysMade: 0,
    changes: 0,
  };
}

export function newUser(definition: UserDefinition): MasUser {
  return {
    definition,
    identityProviders: new Set(),
    workspaces: new Map(),
    roles: new Map(),
    groups: new Set(),
    invitations: 0,
  };
}

export function newPerson(definition: PersonDefinition): MasPerson {
  const groups = (definition.maxuser?.groupuser ?? []).map(({ groupname }) => groupname);
  return {
    definition,
    status: 'ACTIVE',
    identityProviders: new Set(),
    groups: new Set(groups),
    groupReassignment: new Set(),
    invitations: 0,
  };
}

/** The state that `sync.state` shows; `undefined` when MAS shows none. */
export function syncState(world: World, sync: Sync): 'PENDING' | 'SUCCESS' | 'ERROR' | undefined {
  if (sync.forced !== undefined) return sync.forced === 'MISSING' ? undefined : sync.forced;
  return world.settings.now() - sync.startedAt >= world.settings.syncDelayMs ? 'SUCCESS' : 'PENDING';
}

/** MAS synchronises a user to an application after every change of the role or the profile. */
export function startSync(world: World, forced: ForcedSync | undefined): Sync {
  return { startedAt: world.settings.now(), forced };
}

export function resync(world: World, user: MasUser, forced: ForcedSync | undefined): void {
  for (const [application, held] of user.roles) {
    user.roles.set(application, { role: held.role, sync: startSync(world, forced) });
  }
}

/** Whether the applications can be used by now. */
export function isReady({ settings, startedAt }: World): boolean {
  return settings.now() - startedAt >= settings.readyDelayMs;
}

/** IBM's "Enabling special characters for user ID and username". */
export function takesId({ settings }: World, id: string): boolean {
  return settings.idCharacters === 'any' || /^[\p{L}\p{N}_\-@.]+$/u.test(id);
}

/** Whether Manage knows the user: it does once the synchronisation has succeeded. */
export function knownToManage(world: World, userId: string): boolean {
  const held = world.users.get(userId)?.roles.get('manage');
  return held !== undefined && syncState(world, held.sync) === 'SUCCESS';
}
