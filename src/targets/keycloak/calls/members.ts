import { type Named, routes, User } from '../wire/wire';
import type { RealmCalls } from './realm-calls';
import { requireBoth } from './require-user';

/** Members of organizations, by the user's id. All throw `TargetError`. */
export interface Members {
  has(id: string, organization: string, signal?: AbortSignal): Promise<boolean>;
  /** In it already is as good. */
  add(id: string, organization: Named, signal?: AbortSignal): Promise<void>;
  /** Not in it is as good, and so is an organization that is gone. */
  remove(id: string, organization: string, signal?: AbortSignal): Promise<void>;
}

/** Keycloak 26.0 asks this of everything about organizations. */
export const organizationRole = 'manage-realm';
const role = organizationRole;

export function createMembers({ read, write }: RealmCalls): Members {
  return {
    async has(id, organization, signal) {
      const question = {
        what: 'look for member',
        path: routes.member,
        parts: { id, organization },
        schema: User,
        role,
      };
      return (await read(question, signal)) !== undefined;
    },
    async add(id, organization, signal) {
      const what = 'join organization';
      const parts = { organization: organization.id };
      const statuses = [201, 404, 409];
      const order = { what, method: 'POST', path: routes.members, parts, body: id, statuses, role } as const;
      requireBoth(what, await write(order, signal), `organization ${organization.name}`);
    },
    async remove(id, organization, signal) {
      const what = 'leave organization';
      const order = { what, method: 'DELETE', path: routes.member, statuses: [204, 404], role } as const;
      await write({ ...order, parts: { id, organization } }, signal);
    },
  };
}
