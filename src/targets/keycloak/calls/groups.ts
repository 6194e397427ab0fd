import { type Group, GroupList, type Named, routes } from '../wire/wire';
import type { RealmCalls } from './realm-calls';
import { requireBoth, requireUser } from './require-user';

/** The groups of users, by the user's id. All throw `TargetError`: KEYCLOAK_USER_NOT_FOUND when the user is gone. */
export interface Groups {
  /** The groups that the user is in itself. */
  list(id: string, signal?: AbortSignal): Promise<readonly Group[]>;
  /** In it already is as good. */
  join(id: string, group: Named, signal?: AbortSignal): Promise<void>;
  /** Not in it is as good, and so is a group that is gone. */
  leave(id: string, group: string, signal?: AbortSignal): Promise<void>;
}

/** Without a `max`, releases of Keycloak differ in how many they answer. */
const pageSize = 100;
const role = 'manage-users';

export function createGroups({ read, write }: RealmCalls): Groups {
  return {
    async list(id, signal) {
      const what = 'list groups of the user';
      const all: Group[] = [];
      for (;;) {
        const query = { first: String(all.length), max: String(pageSize), briefRepresentation: 'true' };
        const question = { what, path: routes.userGroups, parts: { id }, query, schema: GroupList, role };
        const page = requireUser(what, await read(question, signal));
        all.push(...page);
        if (page.length < pageSize) return all;
      }
    },
    async join(id, group, signal) {
      const what = 'add to group';
      const order = { what, method: 'PUT', path: routes.userGroup, statuses: [204, 404], role } as const;
      requireBoth(what, await write({ ...order, parts: { id, group: group.id } }, signal), `group ${group.name}`);
    },
    async leave(id, group, signal) {
      const what = 'remove from group';
      const order = { what, method: 'DELETE', path: routes.userGroup, statuses: [204, 404], role } as const;
      await write({ ...order, parts: { id, group } }, signal);
    },
  };
}
