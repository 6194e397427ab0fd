import { z } from 'zod';
import type { Departure, DeparturePlan, DeparturePlans } from '../../../domain/run/departure';
import type { Plan, Plans } from '../../../domain/run/plan';
import { type OnDisabled, onDisabledChoices, type OnReturn, onReturnChoices } from './choices';
import type { UserKind } from '../../../domain/tenant/user';
import { accountReader } from '../../contract/plan-account';
import type { Person } from '../../../domain/tenant/person';
import type { NewUser, UserChange, YuuvisUser } from '../wire/wire';

/** What each kind of user gets: contract "yuuvis", section "What each user type gets". */
const defaults: Readonly<Record<UserKind, Wanted>> = {
  primary: { roles: ['YUUVIS_DEFAULT', 'YUUVIS_TENANT_ADMIN'], groups: [] },
  secondary: { roles: ['YUUVIS_DEFAULT'], groups: [] },
};

const Account = z.object({
  roles: z.array(z.string()),
  groups: z.array(z.string()),
  onDisabled: z.enum(onDisabledChoices),
  onReturn: z.enum(onReturnChoices),
});
type Account = z.infer<typeof Account>;

export const readAccount = accountReader(Account);

type Names = Partial<Readonly<Record<UserKind, readonly string[] | undefined>>> | undefined;

/** What a tenant file says of its users. */
interface Given {
  readonly roles?: Names;
  readonly groups?: Names;
  readonly onDisabled?: OnDisabled | undefined;
  readonly onReturn?: OnReturn | undefined;
}

/** What each kind of user loses: the account, and nothing before it, for roles and groups go or stay with it. */
export function yuuvisDeparturePlans(given: Given, account: Departure): DeparturePlans {
  const { primary, secondary } = yuuvisPlans(given);
  const planFor = (plan: Plan): DeparturePlan => ({ given: plan, groups: [], places: [], account });
  return { primary: planFor(primary), secondary: planFor(secondary) };
}

/** The plans for both kinds of user: roles and groups come with the account, and are confirmed by reading. */
export function yuuvisPlans({ roles, groups, onDisabled = 'fail', onReturn = 'enable' }: Given): Plans {
  const planFor = (kind: UserKind): Plan => {
    const wanted: Wanted = {
      roles: roles?.[kind] ?? defaults[kind].roles,
      groups: groups?.[kind] ?? defaults[kind].groups,
    };
    const account = { roles: wanted.roles, groups: wanted.groups, onDisabled, onReturn };
    const none = { identityProviders: [], memberships: [], roles: [], groups: [] };
    return { account, ...none, synchronise: toConfirm(wanted) };
  };
  return { primary: planFor('primary'), secondary: planFor('secondary') };
}

/** What a user is to have at least. */
export interface Wanted {
  readonly roles: readonly string[];
  readonly groups: readonly string[];
}

/** What a user lacks. */
export interface Lack extends Wanted {
  readonly enabled: boolean;
}

/** What of the wanted a user lacks; `enabled` true when it is deactivated. Inherited roles count: they are shown with the own. */
export function lackOf({ roles, groups, enabled }: YuuvisUser, wanted: Wanted): Lack {
  return {
    enabled: !enabled,
    roles: wanted.roles.filter((role) => roles?.includes(role) !== true),
    groups: wanted.groups.filter((group) => groups?.some((held) => sameGroup(held, group)) !== true),
  };
}

/** Keycloak names a group by its path: `/hr/berlin`, or `/hr` for one at the top. */
function sameGroup(one: string, other: string): boolean {
  return one.replace(/^\//, '') === other.replace(/^\//, '');
}

export function lacksNothing({ enabled, roles, groups }: Lack): boolean {
  return !enabled && roles.length + groups.length === 0;
}

/** A lack in words, which are also those of a plan's list of what is awaited. */
export function lackInWords({ enabled, roles, groups }: Lack): string[] {
  return [
    ...(enabled ? [confirmEnabled] : []),
    ...roles.map((role) => `${rolePrefix}${role}`),
    ...groups.map((group) => `${groupPrefix}${group}`),
  ];
}

const confirmEnabled = 'enabled';
const rolePrefix = 'role ';
const groupPrefix = 'group ';

/** The wanted as the list that the verb `await` confirms. */
export function toConfirm(wanted: Wanted): string[] {
  return lackInWords({ enabled: true, ...wanted });
}

/** The way back from such a list. */
export function wantedOf(confirm: readonly string[]): Wanted {
  const named = (prefix: string) =>
    confirm.filter((words) => words.startsWith(prefix)).map((words) => words.slice(prefix.length));
  return { roles: named(rolePrefix), groups: named(groupPrefix) };
}

/**
 * The one PUT that gives a user what it lacks. It names every group, for a PUT without them takes all away; roles and
 * `enabled` only when they change, for what is absent stays, and a role that comes from a group shall not become its own.
 */
export function mergeOf(user: YuuvisUser, lack: Lack): UserChange {
  return {
    groups: [...(user.groups ?? []), ...lack.groups],
    ...(lack.roles.length === 0 ? {} : { roles: [...(user.roles ?? []), ...lack.roles] }),
    ...(lack.enabled ? { enabled: true } : {}),
  };
}

/** Roles that Keycloak gives everybody. */
export const everybodys = /^(?:offline_access|uma_authorization|default-roles-.*)$/;

/**
 * Roles that a merge makes the user's own, though a group may have given them: a PUT that adds a role must name every other
 * one, and an answer doesn't tell which are whose.
 */
export function madeOwn({ roles, groups }: YuuvisUser, lack: Lack): readonly string[] {
  if (lack.roles.length === 0 || (groups ?? []).length === 0) return [];
  return (roles ?? []).filter((role) => !everybodys.test(role));
}

/** What exists and is not as the record has it; an existing user's name and address are never changed. */
export function differencesOf(user: YuuvisUser, { email, givenName, familyName }: Person): string[] {
  const pairs = [
    ['email', user.email?.toLowerCase(), email.toLowerCase()],
    ['firstName', user.firstName, givenName],
    ['lastName', user.lastName, familyName],
  ] as const;
  return pairs.filter(([, found, wanted]) => (found ?? '') !== wanted).map(([name]) => name);
}

export function newUser({ id, email, givenName, familyName }: Person, { roles, groups }: Wanted): NewUser {
  return { username: id, email, firstName: givenName, lastName: familyName, roles, groups, enabled: true };
}

/** The name that a deactivated user gets when its own is taken back: contract "yuuvis", section "The user". */
export function retiredName(username: string): string {
  return `${username}-disabled`;
}

/**
 * The PUT that takes a name from a user and deactivates it. An address is reserved like a name: when it is the one that a
 * new user needs, it is retired the same way; else it stays.
 */
export function retirementOf(user: YuuvisUser, neededEmail?: string): UserChange {
  const { email, groups } = user;
  const needed = email?.toLowerCase() === neededEmail?.toLowerCase();
  return {
    username: retiredName(user.username),
    enabled: false,
    groups: groups ?? [],
    ...(needed && typeof email === 'string' ? { email: retiredName(email) } : {}),
  };
}

/** The PUT that gives a user whom an offboarding disabled its name, address and access back. */
export function returnOf(user: YuuvisUser, { id, email }: Pick<Person, 'id' | 'email'>): UserChange {
  const keeps = user.email?.toLowerCase() === email.toLowerCase();
  return { username: id, enabled: true, groups: user.groups ?? [], ...(keeps ? {} : { email }) };
}
