import type { ForcedSync } from '../system';
import type { UserDefinition } from './bodies';

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

export interface ApiKey {
  readonly id: string;
  readonly apikey: string;
  readonly userid: string;
}

export interface MasSettings {
  readonly instance: string;
  readonly workspace: string;
  readonly apps: readonly string[];
  readonly syncDelayMs: number;
  readonly seed: number;
  readonly superuser: { readonly username: string; readonly password: string };
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
}

/** Everything the simulated MAS holds. `changes` counts the writes that changed a user or an API key. */
export interface World {
  readonly settings: MasSettings;
  readonly users: Map<string, MasUser>;
  /** By the id in its address. */
  readonly apiKeys: Map<string, ApiKey>;
  readonly tokens: Set<string>;
  logins: number;
  keysMade: number;
  changes: number;
}

export function createWorld(settings: MasSettings): World {
  return { settings, users: new Map(), apiKeys: new Map(), tokens: new Set(), logins: 0, keysMade: 0, changes: 0 };
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

/** Whether Manage knows the user: it does once the synchronisation has succeeded. */
export function knownToManage(world: World, userId: string): boolean {
  const held = world.users.get(userId)?.roles.get('manage');
  return held !== undefined && syncState(world, held.sync) === 'SUCCESS';
}
