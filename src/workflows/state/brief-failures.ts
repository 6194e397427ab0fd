import type { FailedUser } from '../../domain/run/outcome';

/** More failures than this are told in brief: a result must fit into one payload. */
const mostInFull = 500;
const briefCharacters = 200;

/** The failed users of a result, with their messages cut when there are many. */
export function briefFailures(failed: readonly FailedUser[]): readonly FailedUser[] {
  if (failed.length <= mostInFull) return failed;
  return failed.map((user) => ({ ...user, message: brief(user.message) }));
}

function brief(message: string): string {
  return message.length <= briefCharacters ? message : `${message.slice(0, briefCharacters - 1)}…`;
}
