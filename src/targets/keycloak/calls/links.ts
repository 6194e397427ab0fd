import { type Link, LinkList, type NewLink, routes } from '../wire/wire';
import type { RealmCalls } from './realm-calls';
import { requireUser, userGone } from './require-user';

/** The links of users to identity providers. All throw `TargetError`: KEYCLOAK_USER_NOT_FOUND when the user is gone. */
export interface Links {
  list(id: string, signal?: AbortSignal): Promise<readonly Link[]>;
  /**
   * Links; one that is linked with the provider already stays as it is. Keycloak says nothing of a provider that it does
   * not know, and links nothing.
   */
  add(id: string, link: NewLink, signal?: AbortSignal): Promise<void>;
}

const role = 'manage-users';

export function createLinks({ read, write }: RealmCalls): Links {
  return {
    async list(id, signal) {
      const what = 'list links';
      return requireUser(what, await read({ what, path: routes.links, parts: { id }, schema: LinkList, role }, signal));
    },
    async add(id, body, signal) {
      const what = 'link identity provider';
      const parts = { id, alias: body.identityProvider };
      const order = { what, method: 'POST', path: routes.link, parts, body, statuses: [204, 404, 409], role } as const;
      if ((await write(order, signal)).status === 404) throw userGone(what);
    },
  };
}
