import { z } from 'zod';
import type { Departure, DeparturePlan, DeparturePlans } from '../../domain/run/departure';
import type { Grant, Plan, Plans } from '../../domain/run/plan';
import type { Person } from '../../domain/tenant/person';
import { type UserKind, userKinds } from '../../domain/tenant/user';
import { accountReader } from '../contract/plan-account';
import type { Need } from './calls/lookups';
import { type KeycloakRef, onDisabledChoices } from './settings';
import type { NewLink, NewUser, RoleMappings, User } from './wire/wire';

const Account = z.object({
  requiredActions: z.array(z.string()),
  emailVerified: z.boolean(),
  onDisabled: z.enum(onDisabledChoices),
});
export type Account = z.infer<typeof Account>;

export const readAccount = accountReader(Account);

/** What each kind of user gets. */
export function keycloakPlans(ref: KeycloakRef): Plans {
  return { primary: planFor(ref, 'primary'), secondary: planFor(ref, 'secondary') };
}

function planFor(ref: KeycloakRef, kind: UserKind): Plan {
  const { requiredActions, emailVerified = false, onDisabled = 'enable', organization, groups } = ref;
  return {
    account: { requiredActions: requiredActions?.[kind] ?? [], emailVerified, onDisabled },
    identityProviders: (ref.identityProviders ?? []).map(({ alias }) => alias),
    memberships: organization === undefined ? [] : [{ place: organization, role: 'member' }],
    roles: grantsFor(ref, kind),
    synchronise: [],
    groups: groups?.[kind] ?? [],
  };
}

/** Roles of the realm are the account's own; the application of the others is a client. */
function grantsFor({ roles, clientRoles }: KeycloakRef, kind: UserKind): Grant[] {
  return [
    ...(roles?.[kind] ?? []).map((role) => ({ role })),
    ...Object.entries(clientRoles?.[kind] ?? {}).flatMap(([application, names]) =>
      names.map((role) => ({ application, role })),
    ),
  ];
}

/** A user's own roles, as grants. */
export function grantsIn({ realmMappings, clientMappings }: RoleMappings): Grant[] {
  return [
    ...(realmMappings ?? []).map(({ name: role }) => ({ role })),
    ...Object.values(clientMappings ?? {}).flatMap(({ client: application, mappings }) =>
      mappings.map(({ name: role }) => ({ application, role })),
    ),
  ];
}

/** The role that a grant speaks of. */
export function roleOf({ application, role }: Grant): Need {
  return application === undefined
    ? { kind: 'realm role', name: role }
    : { kind: 'client role', client: application, name: role };
}

/** Everything that must be in the realm before a run, each once. */
export function needsOf(plans: Plans): Need[] {
  const all = userKinds.flatMap((kind): Need[] => {
    const { account, identityProviders, memberships, roles, groups } = plans[kind];
    return [
      ...readAccount(account).requiredActions.map((name) => ({ kind: 'required action', name }) as const),
      ...identityProviders.map((name) => ({ kind: 'identity provider', name }) as const),
      ...memberships.map(({ place: name }) => ({ kind: 'organization', name }) as const),
      ...roles.map(roleOf),
      ...groups.map((name) => ({ kind: 'group', name }) as const),
    ];
  });
  return [...new Map(all.map((need) => [JSON.stringify(need), need])).values()];
}

/**
 * What each kind of user loses. A user who is deleted takes everything along; one who is disabled leaves groups and
 * organization, and keeps its roles, which are of no use to it.
 */
export function keycloakDeparturePlans(ref: KeycloakRef, account: Departure): DeparturePlans {
  const { primary, secondary } = keycloakPlans(ref);
  const planFor = (given: Plan): DeparturePlan => {
    if (account === 'delete') return { given, groups: [], places: [], account };
    return { given, groups: given.groups, places: given.memberships, account };
  };
  return { primary: planFor(primary), secondary: planFor(secondary) };
}

export function newUser(username: string, { email, givenName, familyName }: Person, account: Account): NewUser {
  const { requiredActions, emailVerified } = account;
  const named = { username, email, firstName: givenName, lastName: familyName };
  return { ...named, enabled: true, emailVerified, requiredActions };
}

/** The link of a person to its account at a provider. */
export function linkFor(ref: KeycloakRef, alias: string, { id, email }: Person): NewLink {
  const by = ref.identityProviders?.find((provider) => provider.alias === alias)?.userId ?? 'id';
  const subject = by === 'email' ? email : id;
  return { identityProvider: alias, userId: subject, userName: subject };
}

/** What exists and is not as the record has it; an existing user's name and address are never changed. */
export function differencesOf(user: User, { email, givenName, familyName }: Person): string[] {
  const pairs = [
    ['email', user.email?.toLowerCase(), email.toLowerCase()],
    ['firstName', user.firstName, givenName],
    ['lastName', user.lastName, familyName],
  ] as const;
  return pairs.filter(([, found, wanted]) => (found ?? '') !== wanted).map(([name]) => name);
}
