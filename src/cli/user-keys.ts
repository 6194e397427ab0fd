import { userId } from '../domain/person';
import type { UserRecord } from '../domain/user';
import type { UserKeyOptions } from '../input/to-users';
import { defaultIdKey, readableUserKey, userKey } from '../input/user-key';
import type { Context } from './context';

/** How user ids become the keys that stand in workflow ids; a worker configuration at hand may say it. */
export function userKeyOptions({ environment }: Context, configured: boolean | undefined): UserKeyOptions {
  return { idKey: environment.ONBOARD_ID_KEY, readableIds: configured ?? environment.ONBOARD_READABLE_IDS };
}

export function idKeyOf({ environment }: Context): string {
  return environment.ONBOARD_ID_KEY ?? defaultIdKey;
}

/** The key of a record, as the runs of its tenant made it. */
export function keyOfRecord(context: Context, configured: boolean | undefined): (record: UserRecord) => string {
  const { readableIds } = userKeyOptions(context, configured);
  const idKey = idKeyOf(context);
  return (record) => (readableIds === true ? readableUserKey(userId(record)) : userKey(userId(record), idKey));
}
