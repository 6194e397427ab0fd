import { userId } from '../../domain/tenant/person';
import type { UserRecord } from '../../domain/tenant/user';
import type { UserKeyOptions } from '../../input/tenant/to-users';
import { defaultIdKey, readableUserKey, userKey } from '../../input/tenant/user-key';
import type { Context } from '../command/context';
import { loadSettings } from './worker-targets';

/**
 * How user ids become the keys that stand in workflow ids: the same for every command, else one person could be in a run
 * twice. Throws `UsageError` for a configuration that is not valid.
 */
export async function userKeyOptions(context: Context, config: string | undefined): Promise<UserKeyOptions> {
  const { ONBOARD_ID_KEY: idKey, ONBOARD_READABLE_IDS: said } = context.environment;
  return { idKey, readableIds: said ?? (await loadSettings(context, config)).readableIds };
}

export function idKeyOf({ environment }: Context): string {
  return environment.ONBOARD_ID_KEY ?? defaultIdKey;
}

/** The key of a record, as the runs of its tenant made it. */
export function keyOfRecord({ idKey = defaultIdKey, readableIds }: UserKeyOptions): (record: UserRecord) => string {
  return (record) => (readableIds === true ? readableUserKey(userId(record)) : userKey(userId(record), idKey));
}
