import type { Answer, Call } from '../server/system';
import { callerOf } from './access';
import { errorText, ok, word } from './answers';
import type { Person, World } from './world';

/** Only people whom the cluster knows, not the whole directory. */
export function listUsers({ people, settings: { traits } }: World): Answer {
  const known = [...people.values()].filter((person) => person.known).map(shown);
  return known.length === 0 && traits.has('null-lists') ? { status: 200, body: null } : ok(known);
}

/** A user who is not there is an error in words with status 200. */
export function getAccount(world: World, call: Call): Answer {
  const person = world.people.get(userIn(call));
  if (person?.known !== true) return errorText(200, 'the user does not exist');
  return ok({ ...shown(person), url: `/identity/api/v1/users/${person.userId}` });
}

/** Contract: only the logged-in user may ask, and only for itself. */
export function getHighestRole(world: World, call: Call): Answer {
  return isSelf(world, call) ? word('ClusterAdministrator') : errorText(403, 'forbidden');
}

export function getTeamResources(world: World, call: Call): Answer {
  if (!isSelf(world, call)) return errorText(403, 'forbidden');
  return ok(
    ['default', 'kube-public'].map((namespaceId) => ({
      crn: `crn:v1:icp:private:k8:mycluster:n/${namespaceId}:::`,
      serviceName: 'k8',
      region: 'mycluster',
      namespaceId,
    })),
  );
}

/** Whoever is deleted leaves every team; the directory keeps the person. */
export function deleteUser(world: World, call: Call): Answer {
  const id = userIn(call);
  const person = world.people.get(id);
  if (person?.known !== true) return word('Count: 0');
  world.people.set(id, { ...person, known: false });
  for (const [name, team] of world.teams) {
    world.teams.set(name, { ...team, users: team.users.filter(({ userId }) => userId.toLowerCase() !== id) });
  }
  world.changes += 1;
  return word('Count: 1');
}

function isSelf(world: World, call: Call): boolean {
  return callerOf(world, call)?.toLowerCase() === userIn(call);
}

function userIn(call: Call): string {
  return (call.params['user'] ?? '').toLowerCase();
}

function shown({ known: _, ...person }: Person) {
  return { ...person, lastLogin: '', type: 'LDAP' };
}
