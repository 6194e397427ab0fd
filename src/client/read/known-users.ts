import type { TargetRef } from '../../domain/tenant/target-ref';
import { workflowTypes } from '../../domain/run/names';
import { userId } from '../../domain/tenant/person';
import type { User } from '../../domain/tenant/user';
import type { Temporal } from '../temporal/connect';
import { readRunHistory } from '../history/run-history';
import { describeIfThere, describeRun, latestOfType, type RunRef } from '../temporal/run-ref';

/** Users that a tenant's latest onboarding was about, and where. */
export interface KnownUsers {
  readonly target: TargetRef;
  readonly users: readonly User[];
}

/** How many runs are looked back at most. */
const longestChain = 50;

/**
 * The users of a tenant's latest onboarding and of the runs that it retries, from their histories. Throws `ClientError`
 * RUN_NOT_FOUND when Temporal knows no run of the tenant.
 */
export async function findKnownUsers(temporal: Temporal, ref: RunRef): Promise<KnownUsers> {
  const last = await describeRun(temporal, ref);
  const latest = (await latestOfType(temporal, last.workflowId, workflowTypes.tenant)) ?? last;
  const first = await readRunHistory(temporal, latest);
  const users = new Map(first.users.map((user) => [userId(user.record), user]));
  let { retryOf } = first;
  for (let length = 1; retryOf !== undefined && length < longestChain; length += 1) {
    const run = await describeIfThere(temporal, latest.workflowId, retryOf);
    if (run === undefined) break;
    const history = await readRunHistory(temporal, run);
    for (const user of history.users) if (!users.has(userId(user.record))) users.set(userId(user.record), user);
    retryOf = history.retryOf;
  }
  return { target: first.target, users: [...users.values()] };
}
