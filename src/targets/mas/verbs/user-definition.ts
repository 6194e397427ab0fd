import type { Json } from '../../../domain/run/plan';
import type { Person } from '../../../domain/tenant/person';
import { TargetError } from '../../contract/target';
import { Account, type User, type UserDefinition } from '../wire/wire';

/** The account part of a plan. Throws INTERNAL for a plan that another release made and this one cannot read. */
export function readAccount(account: { readonly [name: string]: Json }): Account {
  const parsed = Account.safeParse(account);
  if (parsed.success) return parsed.data;
  throw new TargetError('INTERNAL', "create user: the run's plan is not one this release can read");
}

/** The user MAS is asked to create: contract "MAS", section "What each user type gets". */
export function userDefinition(person: Person, account: Account): UserDefinition {
  return {
    id: person.id,
    status: { active: true },
    username: person.id,
    owner: 'local',
    emails: [{ value: person.email, type: 'Work', primary: true }],
    phoneNumbers: [],
    addresses: [],
    displayName: `${person.givenName} ${person.familyName}`.trim(),
    issuer: 'local',
    permissions: account.permissions,
    entitlement: account.entitlement,
    givenName: person.givenName,
    familyName: person.familyName,
  };
}

/** The names of the fields in which an existing user differs from the definition; what MAS does not tell counts as equal. */
export function differences(user: User, wanted: UserDefinition): string[] {
  const found: readonly (readonly [field: string, is: unknown, wanted: unknown])[] = [
    ['status', user.status?.active, wanted.status.active],
    ['email', user.emails?.find((email) => email.primary === true)?.value, wanted.emails[0]?.value],
    ['displayName', user.displayName, wanted.displayName],
    ['givenName', user.givenName, wanted.givenName],
    ['familyName', user.familyName, wanted.familyName],
    ...Object.entries(wanted.permissions).map(
      ([name, value]) => [`permissions.${name}`, user.permissions?.[name], value] as const,
    ),
    ...Object.entries(wanted.entitlement).map(
      ([name, value]) => [`entitlement.${name}`, user.entitlement?.[name], value] as const,
    ),
  ];
  return found.filter(([, is, value]) => is !== undefined && is !== null && is !== value).map(([field]) => field);
}
