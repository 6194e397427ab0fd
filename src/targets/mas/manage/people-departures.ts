import { unexpectedStatus } from '../wire/errors';
import type { KeyUse, ManageAccess } from './manage-access';
import { type NamedPerson, personMerger } from './manage-people';
import { peopleRight } from './people-reader';
import { inactive, personQueries, personRoutes } from '../wire/wire-person';

/** What takes things away from users of MAS from 9.1: docs/reference/mas.md, "Offboarding". All throw `TargetError`. */
export interface PeopleDepartures {
  /** Takes the user out of these security groups, and from it the right to change who is in those. */
  leaveGroups(user: NamedPerson, lost: LostGroups, use: KeyUse): Promise<void>;
  deactivate(user: NamedPerson, use: KeyUse): Promise<void>;
  /** Deletes the person with its user; answers `absent` for a 404. IBM's "Maximo REST API Guide", "Delete resources". */
  remove(resource: string, use: KeyUse): Promise<'deleted' | 'absent'>;
}

interface LostGroups {
  readonly groups: readonly string[];
  readonly reassignable: readonly string[];
}

export function createPeopleDepartures(access: ManageAccess): PeopleDepartures {
  const merge = personMerger(access);
  return {
    async leaveGroups({ id, resource }, { groups, reassignable }, use) {
      const lists = { groupuser: groups.map(taken), grpreassignauth: reassignable.map(taken) };
      await merge('leave security groups', { resource, body: { maxuser: { userid: id, ...lists } } }, use);
    },
    async deactivate({ id, resource }, use) {
      await merge('deactivate user', { resource, body: { maxuser: { userid: id, status: inactive } } }, use);
    },
    async remove(resource, use) {
      const what = 'delete user';
      const call = { what, method: 'DELETE', path: personRoutes.person, query: personQueries.merge } as const;
      const answer = await access.write({ ...call, parts: { resource } }, use);
      if (answer.status === 404) return 'absent';
      if (answer.status !== 200 && answer.status !== 204) throw unexpectedStatus(what, answer, peopleRight);
      return 'deleted';
    },
  };
}

function taken(groupname: string) {
  return { groupname, _action: 'Delete' } as const;
}
