import type { Person } from '../../../domain/tenant/person';
import type { MemberChange } from '../../../domain/run/team-writing';
import { type DirectoryUser, roleCrn, roleIdsOf, type Team, type TeamMember } from '../wire/wire';

/** The user's entry in a team. */
export function memberOf(
  { users }: Pick<Team, 'users'>,
  { userId }: Pick<DirectoryUser, 'userId'>,
): TeamMember | undefined {
  return users.find((member) => nameOf(member.userId) === nameOf(userId));
}

/**
 * Who a person is whom the cluster does not list: whoever has the id in the team, else the e-mail address; else whom the
 * record says. `userBaseDN` is the name in LDAP, with `{id}` for the user id.
 */
export function unlistedUser(
  { users }: Pick<Team, 'users'>,
  { id, email, givenName, familyName }: Person,
  userBaseDN?: string,
): DirectoryUser {
  const same = memberOf({ users }, { userId: id });
  const address = email.toLowerCase();
  const known = same ?? users.find((member) => emailOf(member) === address && address !== '');
  const named = userBaseDN === undefined ? {} : { userBaseDN: userBaseDN.replaceAll('{id}', () => inName(id)) };
  return { userId: known?.userId ?? id, firstName: givenName, lastName: familyName, email, ...named };
}

/** A value in a distinguished name (RFC 4514, section 2.4). */
function inName(value: string): string {
  return value.replaceAll(/[\\"+,;<>=]|^[ #]| $/g, String.raw`\$&`).replaceAll('\0', String.raw`\00`);
}

function emailOf(member: TeamMember): string | undefined {
  const { email } = member;
  return typeof email === 'string' ? email.toLowerCase() : undefined;
}

/** A change of a team for somebody of whom it is known who it is. */
export interface TeamChange {
  readonly user: DirectoryUser;
  readonly change: MemberChange;
}

/** The roles that a user has in a team; undefined for one who is not in it. */
export function rolesIn(team: Pick<Team, 'users'>, { userId }: Pick<DirectoryUser, 'userId'>): Set<string> | undefined {
  const entries = team.users.filter((member) => nameOf(member.userId) === nameOf(userId));
  if (entries.length === 0) return undefined;
  return new Set(entries.flatMap(roleIdsOf));
}

/** The changes that the team still lacks: who is to be in has that one role there; who is to leave is not in. */
export function missingIn<C extends TeamChange>(team: Team, changes: Iterable<C>): C[] {
  const rolesOf = new Map<string, Set<string>>();
  for (const member of team.users) {
    const held = rolesOf.get(nameOf(member.userId)) ?? new Set();
    for (const id of roleIdsOf(member)) held.add(id);
    rolesOf.set(nameOf(member.userId), held);
  }
  return [...changes].filter(({ user, change }) => {
    const held = rolesOf.get(nameOf(user.userId));
    if (change.kind === 'leave') return held !== undefined;
    return held?.size !== 1 || !held.has(roleCrn(change.role));
  });
}

/**
 * The whole team with the changes made; all else, known or not, stays as it was read. A member has one role (IBM's page on
 * role-based access control): another one is replaced.
 */
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
  return { ...team, users };
}

function withRole(member: TeamMember, id: string): TeamMember {
  return { ...member, roles: [{ id }] };
}

/** What a team holds of a person: contract, `GET /teams/{teamId}`. */
function entryOf({ userId, firstName, lastName, email, userBaseDN }: DirectoryUser): TeamMember {
  const named = typeof userBaseDN === 'string' ? { userBaseDN } : {};
  return { userId, firstName: firstName ?? '', lastName: lastName ?? '', email: email ?? '', ...named };
}

/** LDAP compares ids without regard to case. */
function nameOf(userId: string): string {
  return userId.toLowerCase();
}
