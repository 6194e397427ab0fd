import type { HttpAnswer } from '../../../http/request';
import type { FailureCode } from '../../../domain/failures/failures';
import type { TargetError } from '../../contract/target';
import type { CoreUsers } from './core-users';
import { masError } from '../wire/errors';

/** A 404 to a call whose path names a user and a place. */
export interface Absence {
  readonly what: string;
  readonly answer: HttpAnswer;
  readonly id: string;
  /** What it means when the user is there, so that it is the place that is not. */
  readonly otherwise: FailureCode;
}

/** The error for a 404 that may be the user's or the place's: the user is read once to tell. Throws what that throws. */
export async function absenceError(
  users: Pick<CoreUsers, 'get'>,
  { what, answer, id, otherwise }: Absence,
  signal?: AbortSignal,
): Promise<TargetError> {
  const user = await users.get(id, signal);
  if (user === undefined) return masError('MAS_USER_NOT_FOUND', { what, answer });
  return masError(otherwise, { what, answer, addition: ', though the user is there' });
}
