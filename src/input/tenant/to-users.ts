import { userId } from '../../domain/tenant/person';
import type { TenantDefinition } from '../../domain/tenant/tenant';
import { type User, userKinds } from '../../domain/tenant/user';
import { defaultIdKey, readableUserKey, userKey } from './user-key';

export interface UserKeyOptions {
  /** The key of the keyed hash; a fixed one when none is set. */
  readonly idKey?: string | undefined;
  readonly readableIds?: boolean | undefined;
}

/** The users of a tenant with their keys: primary first, in the order of the file. */
export function toUsers(definition: Pick<TenantDefinition, 'users'>, options: UserKeyOptions = {}): User[] {
  const { idKey = defaultIdKey, readableIds = false } = options;
  const keyOf = (id: string) => (readableIds ? readableUserKey(id) : userKey(id, idKey));
  return userKinds.flatMap((kind) =>
    definition.users[kind].map((record) => ({ key: keyOf(userId(record)), kind, record })),
  );
}
