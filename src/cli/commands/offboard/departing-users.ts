import { findKnownUsers, findLedger, type KnownUsers, readTenantLedger, type Temporal } from '../../../client';
import { placeId } from '../../../domain/run/names';
import { defaultSystem } from '../../../domain/systems/systems';
import { userId } from '../../../domain/tenant/person';
import type { TargetRef } from '../../../domain/tenant/target-ref';
import type { User } from '../../../domain/tenant/user';
import type { TargetHints } from '../../options';
import type { Stage } from '../../place/stage';
import { UsageError } from '../../command/errors';

/** What a file says: the users it names, and where. */
export interface Named {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly users: readonly User[];
}

/** Who is to go, and how many users the tenant is known to have. */
export interface Departing extends Named {
  readonly known: number;
}

/** Whom the command names, and whose users they are. */
export interface Asked {
  readonly how: { readonly users: readonly string[] | undefined };
  readonly target: TargetHints;
}

/**
 * The users that a command names: of its file, or, without one, of those that the tenant is known to have. Throws
 * `UsageError` for users that are not among them, and `ClientError` RUN_NOT_FOUND for a tenant that nobody knows.
 */
export async function departingUsers(stage: Stage, named: Named | undefined, asked: Asked): Promise<Departing> {
  const { temporal } = stage.session;
  if (named !== undefined) {
    const known = await knownAt(stage, named);
    return {
      ...named,
      users: chosen(named.users, asked.how.users, 'the file'),
      known: distinct([...known, ...named.users]),
    };
  }
  const tenant = asked.target.tenant ?? '';
  const latest = await findKnownUsers(temporal, { tenant, at: meant(asked.target) });
  const place = { tenant, target: latest.target, users: latest.users };
  const known = await knownAt(stage, place);
  const users = [...new Map([...latest.users, ...known].map((user) => [userId(user.record), user])).values()];
  return { ...place, users: chosen(users, asked.how.users, 'the tenant'), known: Math.max(distinct(known), 1) };
}

/** The place, as far as it was said. */
function meant({ system, instance }: Asked['target']): string | undefined {
  return instance === undefined ? system : `${system ?? defaultSystem}:${instance}`;
}

/** The users of a file that the command names; all when it names none. */
export function chosen(users: readonly User[], ids: readonly string[] | undefined, of: string): readonly User[] {
  if (ids === undefined) return users;
  const wanted = new Set(ids);
  const found = users.filter(({ key, record }) => wanted.has(key) || wanted.has(userId(record)));
  const missing = wanted.size - found.length;
  if (missing <= 0) return found;
  throw new UsageError(
    `${missing} of the ${wanted.size} users that --user names ${missing === 1 ? 'is' : 'are'} not among those of ${of}.`,
    'Write the ids as the tenant file has them.',
  );
}

/** The tenant's ledger tells; where none was kept, its latest runs do. */
async function knownAt(stage: Stage, { tenant, target }: Named): Promise<readonly User[]> {
  const { temporal } = stage.session;
  const ledger = await findLedger(temporal, { tenant, target });
  if (ledger === undefined) return (await latestAt(temporal, { tenant, target }))?.users ?? [];
  await stage.answerQuestions(ledger);
  const known: User[] = [];
  for await (const members of readTenantLedger(temporal, { tenant, target })) {
    known.push(...members.map(({ user }) => user));
  }
  return known;
}

async function latestAt(
  temporal: Temporal,
  { tenant, target }: Pick<Named, 'tenant' | 'target'>,
): Promise<KnownUsers | undefined> {
  try {
    const latest = await findKnownUsers(temporal, { tenant, at: placeId(target, tenant) });
    return latest;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'RUN_NOT_FOUND') return undefined;
    throw error;
  }
}

function distinct(users: readonly User[]): number {
  return new Set(users.map(({ record }) => userId(record))).size;
}
