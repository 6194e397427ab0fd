import type { FailureCode } from '../domain/failures/failures';
import type { UserFailure } from '../domain/run/outcome';
import type { RunReport, UserReport } from '../domain/report/report';

export type FailedUserReport = UserReport & { readonly failure: UserFailure };

/** The users that failed, in the order of the file. */
export function failedUsers({ users }: RunReport): readonly FailedUserReport[] {
  return users.filter(hasFailed);
}

function hasFailed(user: UserReport): user is FailedUserReport {
  return user.status === 'failed' && user.failure !== undefined;
}

/** The same run with its failed users alone; the counts stay those of the whole run. */
export function failedOnly(report: RunReport): RunReport {
  return { ...report, users: failedUsers(report) };
}

/** How many users failed with each code, the most frequent first. */
export function failureCodes(report: RunReport): readonly (readonly [FailureCode, number])[] {
  const counts = new Map<FailureCode, number>();
  for (const { failure } of failedUsers(report)) counts.set(failure.code, (counts.get(failure.code) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}
