import type { UserFailure } from '../domain/run/outcome';
import type { RunReport, UserReport } from '../domain/report/report';

/** Of whom a report tells. The failed users alone make the CSV an input file. */
export type ReportScope = 'everyone' | 'failed';

export type FailedUserReport = UserReport & { readonly failure: UserFailure };

export function hasFailed(user: UserReport): user is FailedUserReport {
  return user.status === 'failed' && user.failure !== undefined;
}

/** The users that failed, in the order of the file. */
export async function* failedUsers({ users }: Pick<RunReport, 'users'>): AsyncGenerator<FailedUserReport> {
  for await (const user of users) if (hasFailed(user)) yield user;
}

/** The same run with its failed users alone; the counts stay those of the whole run. */
export function failedOnly(report: RunReport): RunReport {
  return { ...report, users: { [Symbol.asyncIterator]: () => failedUsers(report) } };
}

/** The same run with each user as `change` has it; it is given their number, too, from 0. */
export function changedUsers(report: RunReport, change: (user: UserReport, index: number) => UserReport): RunReport {
  async function* users(): AsyncGenerator<UserReport> {
    let index = 0;
    for await (const user of report.users) {
      yield change(user, index);
      index += 1;
    }
  }
  return { ...report, users: { [Symbol.asyncIterator]: users } };
}
