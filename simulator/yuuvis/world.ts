import { createHash } from 'node:crypto';
import type { CreationBody } from './bodies';
import type { RealmKeys } from './realm-token';
import type { Trait } from './traits';

/** The roles and groups of the realm, as the source's examples have them, with the roles that each group gives. */
export const realmRoles: readonly string[] = [
  'YUUVIS_DEFAULT',
  'YUUVIS_TENANT_ADMIN',
  'YUUVIS_SYSTEM_INTEGRATOR',
  'YUUVIS_CREATE_OBJECT',
  'YUUVIS_MANAGE_SETTINGS',
  'HR_MANAGER',
  'INVOICE_MANAGER',
  'QA_MANAGER',
];
export const realmGroups: Readonly<Record<string, readonly string[]>> = {
  onlyoffice: [],
  hr: ['HR_MANAGER'],
  quality: ['QA_MANAGER', 'YUUVIS_CREATE_OBJECT'],
  everybody: ['YUUVIS_DEFAULT'],
};

export const realm = 'yuuvis';
/** The client that the worker is known as; its secret is the superuser's password. */
export const clientId = 'tenant-onboarding';

export interface YuuvisUser {
  readonly id: string;
  /** In lower case, as Keycloak stores it. */
  username: string;
  email: string | undefined;
  firstName: string | undefined;
  lastName: string | undefined;
  enabled: boolean;
  readonly createdTimestamp: number;
  /** The user's own; those of its groups come on top. */
  readonly roles: Set<string>;
  readonly groups: Set<string>;
  /** How many invitations were mailed. */
  invitations: number;
}

export interface YuuvisWorldSettings {
  readonly seed: number;
  readonly seedUsers: number;
  /** The one tenant there is; it is the account's own, too. */
  readonly tenant: string;
  /** The section whose role the account has. */
  readonly section: 'system' | 'admin';
  readonly superuser: { readonly username: string; readonly password: string };
  readonly tokenSeconds: number;
  readonly traits: ReadonlySet<Trait>;
  /** Keys of a real Keycloak, whose tokens count too. */
  readonly realmKeys: RealmKeys;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
}

/** Everything the simulated yuuvis holds. `changes` counts the writes that changed a user. */
export interface World {
  readonly settings: YuuvisWorldSettings;
  /** By id. */
  readonly users: Map<string, YuuvisUser>;
  /** When each token ends. */
  readonly tokens: Map<string, number>;
  logins: number;
  made: number;
  changes: number;
}

export function createWorld(settings: YuuvisWorldSettings): World {
  const world: World = { settings, users: new Map(), tokens: new Map(), logins: 0, made: 0, changes: 0 };
  plant(world);
  return world;
}

/** Back to the start: only the users who were there before. */
export function plant(world: World): void {
  world.users.clear();
  world.tokens.clear();
  world.logins = 0;
  world.made = 0;
  for (let n = 1; n <= world.settings.seedUsers; n += 1) {
    const username = `seed.${n}@seed.example`;
    const named = { username, email: username, firstName: 'Seed', lastName: `User ${n}` };
    addUser(world, { ...named, roles: ['YUUVIS_DEFAULT'], groups: ['onlyoffice'], enabled: true });
  }
}

const firstMoment = 1_600_000_000_000;

export function addUser(world: World, body: CreationBody): YuuvisUser {
  world.made += 1;
  const user: YuuvisUser = {
    id: uuid(`${world.settings.seed} ${world.made}`),
    username: usernameOf(world, body).toLowerCase(),
    email: body.email?.toLowerCase(),
    firstName: body.firstName,
    lastName: body.lastName,
    enabled: body.enabled,
    createdTimestamp: firstMoment + world.made,
    roles: new Set(body.roles),
    groups: new Set(body.groups.map((group) => group.replace(/^\//, ''))),
    invitations: 0,
  };
  world.users.set(user.id, user);
  return user;
}

/** What the realm makes of the name that was sent. */
export function usernameOf(
  { settings: { traits } }: World,
  { username, email }: { readonly username: string; readonly email?: string | undefined },
): string {
  return traits.has('email-as-username') ? (email ?? '') : username;
}

/** What another user has already: both are unique, whatever their case. */
export function clashOf(
  world: World,
  wanted: { readonly username?: string | undefined; readonly email?: string | undefined },
  self?: YuuvisUser,
): 'username' | 'email' | undefined {
  const [username, email] = [wanted.username?.toLowerCase(), wanted.email?.toLowerCase()];
  const others = [...world.users.values()].filter((user) => user !== self);
  if (username !== undefined && others.some((user) => user.username === username)) return 'username';
  return email !== undefined && others.some((user) => user.email === email) ? 'email' : undefined;
}

/** The user's own roles and those that its groups give. */
export function rolesOf({ roles, groups }: YuuvisUser): string[] {
  return [...new Set([...roles, ...[...groups].flatMap((group) => realmGroups[group] ?? [])])];
}

function uuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
