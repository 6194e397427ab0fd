import { z } from 'zod';
import type { Departure, DeparturePlan, DeparturePlans } from '../../domain/run/departure';
import type { Plan, Plans } from '../../domain/run/plan';
import type { Person } from '../../domain/tenant/person';
import type { UserKind } from '../../domain/tenant/user';
import { accountReader } from '../contract/plan-account';
import { type missingGroupsChoices, onDisabledChoices, type ScimRef } from './settings';
import { type Enterprise, enterpriseAttributes, type NewUser, type ScimUser, urns } from './wire';

const Account = z.object({
  enterprise: z.record(z.string(), z.string()),
  onDisabled: z.enum(onDisabledChoices),
});
export type Account = z.infer<typeof Account>;

export const readAccount = accountReader(Account);

export function scimPlans({ groups, roles, enterprise, onDisabled = 'enable' }: ScimRef): Plans {
  const planFor = (kind: UserKind): Plan => ({
    account: { enterprise: given(enterprise?.[kind]), onDisabled },
    ...{ identityProviders: [], memberships: [], synchronise: [] },
    roles: [...new Set(roles?.[kind])].map((role) => ({ role })),
    groups: [...new Set(groups?.[kind])],
  });
  return { primary: planFor('primary'), secondary: planFor('secondary') };
}

/** What each kind of user loses: its groups, for a system may keep members that are gone, and then the account. */
export function scimDeparturePlans(ref: ScimRef, account: Departure): DeparturePlans {
  const { primary, secondary } = scimPlans(ref);
  const planFor = (given: Plan): DeparturePlan => ({ given, groups: given.groups, places: [], account });
  return { primary: planFor(primary), secondary: planFor(secondary) };
}

export type MissingGroups = (typeof missingGroupsChoices)[number];

export function newUser({ id, email, givenName, familyName }: Person, { enterprise }: Account): NewUser {
  const extended = Object.keys(enterprise).length > 0;
  return {
    schemas: extended ? [urns.user, urns.enterprise] : [urns.user],
    userName: id,
    name: { givenName, familyName },
    displayName: `${givenName} ${familyName}`.trim(),
    emails: [{ value: email, type: 'work', primary: true }],
    active: true,
    ...(extended ? { [urns.enterprise]: enterprise } : {}),
  };
}

/** What exists and is not as planned; it is never changed. An address counts wherever it stands among the others. */
export function differencesOf(user: ScimUser, person: Person, { enterprise }: Account): string[] {
  const { email, givenName, familyName } = person;
  return [
    ...(hasAddress(user, email) ? [] : ['emails']),
    ...((user.name?.givenName ?? '') === givenName ? [] : ['name.givenName']),
    ...((user.name?.familyName ?? '') === familyName ? [] : ['name.familyName']),
    ...otherEnterprise(user, enterprise),
  ];
}

/** What somebody else made of a user since it was given what the plan says; what it merely lacks is no difference. */
export function changesSince(user: ScimUser, { email }: Person, given: Plan): string[] {
  const { enterprise } = readAccount(given.account);
  const roles = (user.roles ?? []).filter(({ value }) => !given.roles.some(({ role }) => role === value));
  const groups = (user.groups ?? []).flatMap(({ display }) => display ?? []);
  return [
    ...(email === '' || hasAddress(user, email) || (user.emails ?? []).length === 0 ? [] : ['emails']),
    ...roles.map(({ value }) => `role ${value}`),
    ...groups.filter((group) => !given.groups.includes(group)).map((group) => `group ${group}`),
    ...(user[urns.enterprise] ? otherEnterprise(user, enterprise) : []),
  ];
}

function hasAddress({ emails }: ScimUser, email: string): boolean {
  return (emails ?? []).some(({ value }) => value.toLowerCase() === email.toLowerCase());
}

function otherEnterprise(user: ScimUser, wanted: Enterprise): string[] {
  const shown = user[urns.enterprise];
  return enterpriseAttributes.filter((name) => Object.hasOwn(wanted, name) && (shown?.[name] ?? '') !== wanted[name]);
}

function given(attributes: Readonly<Partial<Record<string, string>>> = {}): Enterprise {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
