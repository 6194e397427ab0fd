import { createHash } from 'node:crypto';
import type { NewUserBody } from './bodies';

/** Everything that the realm has besides users; `test:keycloak` makes a real one like it. */
export const realmRoles: readonly string[] = ['viewer', 'editor', 'odd / role'];
export const clients: Readonly<Record<string, readonly string[]>> = { portal: ['reader', 'wri/ter'] };
/** Groups by path, with the realm roles that each gives. */
export const groups: Readonly<Record<string, readonly string[]>> = {
  '/staff': ['viewer'],
  '/tenants': [],
  '/tenants/acme': [],
  '/tenants/acme/admins': [],
  '/crowd': [],
  ...Object.fromEntries(Array.from({ length: 120 }, (_, n) => [`/crowd/${n}`, []])),
};
export const identityProviders: readonly string[] = ['corp'];
export const organizations: readonly string[] = ['acme'];
/** Whether each is enabled. Keycloak drops others without a word. */
export const requiredActions: Readonly<Record<string, boolean>> = {
  UPDATE_PASSWORD: true,
  UPDATE_PROFILE: true,
  VERIFY_EMAIL: true,
  CONFIGURE_TOTP: true,
  TERMS_AND_CONDITIONS: false,
};

/** The client that the worker is known as, in the realm master; its secret is the superuser's password. */
export const clientId = 'tenant-onboarding';
export const accountRealm = 'master';

export interface KeycloakUser {
  readonly id: string;
  /** In lower case, as the address. */
  readonly username: string;
  readonly email: string | undefined;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly emailVerified: boolean;
  enabled: boolean;
  readonly requiredActions: readonly string[];
  readonly roles: Set<string>;
  /** `client role`s, as `portal reader`. */
  readonly clientRoles: Set<string>;
  /** Paths. */
  readonly groups: Set<string>;
  /** The account at each identity provider. */
  readonly links: Map<string, { readonly userId: string; readonly userName: string }>;
  readonly organizations: Set<string>;
}

export interface KeycloakWorldSettings {
  readonly seed: number;
  readonly seedUsers: number;
  readonly realm: string;
  /** Whether the e-mail address is the user name. */
  readonly emailAsUsername: boolean;
  readonly superuser: { readonly username: string; readonly password: string };
  readonly tokenSeconds: number;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
}

/** Everything the simulated Keycloak holds. `changes` counts the writes that changed something. */
export interface World {
  readonly settings: KeycloakWorldSettings;
  /** By id. */
  readonly users: Map<string, KeycloakUser>;
  /** When each token ends. */
  readonly tokens: Map<string, number>;
  logins: number;
  made: number;
  changes: number;
}

export function createWorld(settings: KeycloakWorldSettings): World {
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
    addUser(world, { ...named, enabled: true, emailVerified: true, requiredActions: [] });
  }
}

export function addUser(world: World, body: NewUserBody & { readonly username: string }): KeycloakUser {
  world.made += 1;
  const known = body.requiredActions.filter((action) => Object.hasOwn(requiredActions, action));
  const user: KeycloakUser = {
    ...{ id: idOf(`user ${world.settings.seed} ${world.made}`), username: body.username.toLowerCase() },
    ...{ email: body.email?.toLowerCase(), firstName: body.firstName, lastName: body.lastName },
    ...{ emailVerified: body.emailVerified, enabled: body.enabled, requiredActions: known },
    ...{ roles: new Set<string>(), clientRoles: new Set<string>(), groups: new Set<string>() },
    ...{ links: new Map(), organizations: new Set<string>() },
  };
  world.users.set(user.id, user);
  return user;
}

/** The user's own realm roles, and those that its groups give. */
export function effectiveRoles({ roles, groups: held }: KeycloakUser): string[] {
  return [...new Set([...roles, ...[...held].flatMap((path) => groups[path] ?? [])])];
}

/** The id of anything that has a name, in the form that Keycloak's have. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join('-');
}

/** The one of these names whose id this is. */
export function namedBy(kind: string, names: readonly string[], id: string): string | undefined {
  return names.find((name) => idOf(`${kind} ${name}`) === id);
}

export function named(kind: string, name: string) {
  return { id: idOf(`${kind} ${name}`), name };
}
