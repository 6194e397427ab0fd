import { createHash } from 'node:crypto';
import type { NewUserBody } from './bodies';

export const base = '/scim/v2';
export const tokenPath = '/oauth/token';

/** The groups there are at the start. */
export const firstGroups: readonly string[] = ['administrators', 'members', 'guests'];

export interface ScimUser {
  readonly id: string;
  readonly created: string;
  version: number;
  readonly body: Omit<NewUserBody, 'schemas' | 'active'>;
  active: boolean;
  readonly roles: Set<string>;
}

export interface ScimGroup {
  readonly id: string;
  readonly created: string;
  version: number;
  readonly displayName: string;
  /** Ids of users, also of those who are gone: nothing in the RFCs lets them leave. */
  readonly members: Set<string>;
}

export interface ScimWorldSettings {
  readonly seed: number;
  readonly seedUsers: number;
  readonly paging: 'index' | 'cursor';
  readonly filters: boolean;
  readonly superuser: { readonly username: string; readonly password: string };
  readonly tokenSeconds: number;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
}

/** Everything the simulated service holds. `changes` counts the writes that changed something. */
export interface World {
  readonly settings: ScimWorldSettings;
  readonly users: Map<string, ScimUser>;
  readonly groups: Map<string, ScimGroup>;
  /** When each token ends. */
  readonly tokens: Map<string, number>;
  logIns: number;
  made: number;
  changes: number;
}

export function createWorld(settings: ScimWorldSettings): World {
  const nothing = { users: new Map(), groups: new Map(), tokens: new Map() };
  const world: World = { settings, ...nothing, logIns: 0, made: 0, changes: 0 };
  plant(world);
  return world;
}

/** Back to the start: the groups, and only the users who were there before. */
export function plant(world: World): void {
  world.users.clear();
  world.groups.clear();
  world.tokens.clear();
  world.logIns = 0;
  world.made = 0;
  for (const name of firstGroups) addGroup(world, name);
  for (let n = 1; n <= world.settings.seedUsers; n += 1) {
    addUser(world, {
      userName: `seed.${n}@seed.example`,
      name: { givenName: 'Seed', familyName: `User ${n}` },
      active: true,
    });
  }
}

const firstMoment = 1_600_000_000_000;

export function addUser(world: World, { active, ...body }: Omit<NewUserBody, 'schemas'>): ScimUser {
  const user: ScimUser = { ...madeNow(world), version: 1, body, active, roles: new Set() };
  world.users.set(user.id, user);
  return user;
}

export function addGroup(world: World, displayName: string): ScimGroup {
  const group: ScimGroup = { ...madeNow(world), version: 1, displayName, members: new Set() };
  world.groups.set(group.id, group);
  return group;
}

/** RFC 7643: user names are compared without regard to case. */
export function userNamed({ users }: World, userName: string): ScimUser | undefined {
  return [...users.values()].find(({ body }) => sameText(body.userName, userName));
}

export function sameText(one: string, other: string): boolean {
  return one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase();
}

/** RFC 7644, section 3.14: a weak tag. */
export function versionOf({ id, version }: { readonly id: string; readonly version: number }): string {
  return `W/"${id.slice(0, 6)}-${version}"`;
}

function madeNow(world: World): { readonly id: string; readonly created: string } {
  world.made += 1;
  const hex = createHash('sha256').update(`${world.settings.seed} ${world.made}`).digest('hex');
  return { id: hex.slice(0, 24), created: new Date(firstMoment + world.made * 1_000).toISOString() };
}
