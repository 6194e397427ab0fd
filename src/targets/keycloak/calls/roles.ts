import { type Named, NamedList, RoleMappings, routes } from '../wire/wire';
import type { RealmCalls } from './realm-calls';
import { requireBoth, requireUser } from './require-user';

/** Whose roles, and of what: the realm's when there is no client, which goes by its id. */
export interface RolePlace {
  readonly user: string;
  readonly client: string | undefined;
}

/** The roles of users. All throw `TargetError`: KEYCLOAK_USER_NOT_FOUND when the user is gone. */
export interface Roles {
  /** All that the user has: its own, those of its groups, and those within others. */
  list(place: RolePlace, signal?: AbortSignal): Promise<readonly Named[]>;
  /** The user's own alone, of the realm and of every client. */
  own(user: string, signal?: AbortSignal): Promise<RoleMappings>;
  /** Has it already is as good. */
  give(place: RolePlace, given: Named, signal?: AbortSignal): Promise<void>;
}

const role = 'manage-users';

export function createRoles({ read, write }: RealmCalls): Roles {
  return {
    async list({ user: id, client }, signal) {
      const what = 'list roles';
      const place =
        client === undefined
          ? { path: routes.effectiveRealmRoles, parts: { id } }
          : { path: routes.effectiveClientRoles, parts: { id, client } };
      return requireUser(what, await read({ what, ...place, schema: NamedList, role }, signal));
    },
    async own(id, signal) {
      const what = 'list own roles';
      const question = { what, path: routes.roleMappings, parts: { id }, schema: RoleMappings, role };
      return requireUser(what, await read(question, signal));
    },
    async give({ user, client }, { id, name }, signal) {
      const what = 'give role';
      const place =
        client === undefined
          ? { path: routes.realmRoles, parts: { id: user } }
          : { path: routes.clientRoles, parts: { id: user, client } };
      const order = { what, method: 'POST', body: [{ id, name }], statuses: [204, 404], role } as const;
      requireBoth(what, await write({ ...order, ...place }, signal), `role ${name}`);
    },
  };
}
