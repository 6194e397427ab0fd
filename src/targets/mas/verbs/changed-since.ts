import type { Person } from '../../../domain/tenant/person';
import type { Plan } from '../../../domain/run/plan';
import { applicationOf } from '../../contract/target';
import type { ApplicationPermission, User, UserWorkspaces } from '../wire/wire';
import { differences, readAccount, userDefinition } from './user-definition';
import type { ManageUser } from '../manage/people-reader';
import { groupsOnCreation } from './departure-plans';

// What somebody else made of a user since it was given what a plan says. What it merely lacks, or calls itself, is none.

/** Differences of the account; an empty e-mail address of the person is not compared. */
export function accountChanges(user: User, person: Person, given: Plan): string[] {
  const fields = differences(user, userDefinition(person, readAccount(given.account)));
  const told = (field: string) => field.includes('.') || (field === 'email' && person.email !== '');
  return fields.filter(told);
}

export function workspaceChanges(joined: readonly UserWorkspaces[number][], { memberships }: Plan): string[] {
  return joined.flatMap(({ id, permissions }) => {
    const given = memberships.find(({ place }) => place === id);
    if (given === undefined) return [`workspace ${id}`];
    const admin = permissions?.workspaceAdmin;
    const same = typeof admin !== 'boolean' || admin === (given.role === 'admin');
    return same ? [] : [`standing in workspace ${id}`];
  });
}

/** Another role in an application than the given one; `held` is what the user has there. */
export function roleChanges(held: ReadonlyMap<string, ApplicationPermission | undefined>, { roles }: Plan): string[] {
  return roles
    .filter((grant) => {
      const now = held.get(applicationOf(grant))?.role;
      return typeof now === 'string' && now !== grant.role;
    })
    .map((grant) => `role in ${applicationOf(grant)}`);
}

/** Groups that Manage puts everybody into. */
const everybodys: readonly string[] = ['MAXEVERYONE', 'MAXDEFLTREG'];

/** Differences of a user from 9.1. */
export function personChanges(user: ManageUser, person: Person, given: Plan): string[] {
  const known = [...groupsOnCreation(given), ...everybodys];
  const email = user.email ?? person.email;
  const sameEmail = person.email === '' || email.toLowerCase() === person.email.toLowerCase();
  const mayReassign = given.groups.length > 0 || user.reassignable.length === 0;
  return [
    ...(sameEmail ? [] : ['email']),
    ...(user.groups ?? []).filter((group) => !known.includes(group)).map((group) => `group ${group}`),
    ...(mayReassign ? [] : ['reassignment of groups']),
  ];
}
