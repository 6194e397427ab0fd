import type { Person } from '../../domain/tenant/person';
import type { MemberChange } from '../../domain/run/team-writing';
import { type DirectoryUser, roleCrn, type Team, type TeamMember } from './wire';

/** The user's entry in a team. */
export function memberOf(
  { users }: Pick<Team, 'users'>,
  { userId }: Pick<DirectoryUser, 'userId'>,
): TeamMember | undefined {
  return users.find((member) => nameOf(member.userId) === nameOf(userId));
}

/** Who a person is in a team that is not in the directory any more: whoever has its id there, else its e-mail address. */
export function formerUser({ users }: Pick<Team, 'users'>, { id, email }: Pick<Person, 'id' | 'email'>): DirectoryUser {
  const same = memberOf({ users }, { userId: id });
  const address = email.toLowerCase();
  const known = same ?? users.find((member) => emailOf(member) === address && address !== '');
  return { userId: known?.userId ?? id };
}

function emailOf(member: TeamMember): string | undefined {
  const { email } = member;
  return typeof email === 'string' ? email.toLowerCase() : undefined;
}

/** A change of a team for somebody who was found in the directory. */
export interface TeamChange {
  readonly user: DirectoryUser;
  readonly change: MemberChange;
}

/** The changes that the team still lacks: who is to be in with a role has it, whatever others too; who is to leave is not in. */
export function missingIn<C extends TeamChange>(team: Team, changes: Iterable<C>): C[] {
  const rolesOf = new Map<string, Set<string>>();
  for (const { userId, roles } of team.users) {
    const held = rolesOf.get(nameOf(userId)) ?? new Set();
    for (const { id } of roles ?? []) held.add(id);
    rolesOf.set(nameOf(userId), held);
  }
  return [...changes].filter(({ user, change }) => {
    const held = rolesOf.get(nameOf(user.userId));
    return change.kind === 'leave' ? held !== undefined : held?.has(roleCrn(change.role)) !== true;
  });
}

/** The whole team with the changes made; all else, known or not, stays as it was read. */
export function withChanges(team: Team, changes: readonly TeamChange[]): Team {
  const leaving = new Set(
    changes.filter(({ change }) => change.kind === 'leave').map(({ user }) => nameOf(user.userId)),
  );
  const users = team.users.filter(({ userId }) => !leaving.has(nameOf(userId)));
  const places = new Map(users.map(({ userId }, place) => [nameOf(userId), place]));
  for (const { user, change } of changes) {
    if (change.kind === 'leave') continue;
    const place = places.get(nameOf(user.userId)) ?? users.length;
    users[place] = withRole(users[place] ?? entryOf(user), roleCrn(change.role));
    places.set(nameOf(user.userId), place);
  }
  return { ...team, users, usergroups: team.usergroups ?? [], serviceids: team.serviceids ?? [] };
}

function withRole(member: TeamMember, id: string): TeamMember {
  const roles = member.roles ?? [];
  return roles.some((role) => role.id === id) ? member : { ...member, roles: [...roles, { id }] };
}

/** What a team holds of a person: contract, `GET /teams/{teamId}`. */
function entryOf({ userId, firstName, lastName, email, userBaseDN }: DirectoryUser): TeamMember {
  return {
    userId,
    firstName: firstName ?? '',
    lastName: lastName ?? '',
    email: email ?? '',
    userBaseDN: userBaseDN ?? '',
  };
}

/** LDAP compares ids without regard to case. */
function nameOf(userId: string): string {
  return userId.toLowerCase();
}
