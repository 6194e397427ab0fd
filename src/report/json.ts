import { factsOf } from '../domain/failures/failures';
import type { RunReport, UserReport } from '../domain/report/report';

/** The whole report as JSON, with the remedy beside each failure. */
export function renderJson(report: RunReport): string {
  return `${JSON.stringify({ ...report, users: report.users.map(withRemedy) }, undefined, 2)}\n`;
}

function withRemedy(user: UserReport): object {
  const { failure } = user;
  return failure === undefined ? user : { ...user, failure: { ...failure, remedy: factsOf(failure.code).remedy } };
}
