import type { TargetRef } from '../../domain/tenant/target-ref';
import { workflowTypes } from '../../domain/run/names';
import { userId } from '../../domain/tenant/person';
import type { User } from '../../domain/tenant/user';
import type { Temporal } from '../temporal/connect';
import { readParts, readRunRequest } from '../history/run-history';
import { describeIfThere, describeRun, latestOfType, type RunId, type RunRef } from '../temporal/run-ref';

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
  const { target } = await readRunRequest(temporal, latest);
  const users = new Map<string, User>();
  let run: RunId | undefined = latest;
  for (let length = 0; run !== undefined && length < longestChain; length += 1) {
    let retryOf: string | undefined;
    for await (const part of readParts(temporal, run)) {
      addTo(users, part.users);
      retryOf ??= part.retryOf;
    }
    run = retryOf === undefined ? undefined : await describeIfThere(temporal, latest.workflowId, retryOf);
  }
  return { target, users: [...users.values()] };
}

/** The latest run that had a user says how it is. */
function addTo(known: Map<string, User>, users: readonly User[]): void {
  for (const user of users) if (!known.has(userId(user.record))) known.set(userId(user.record), user);
}
