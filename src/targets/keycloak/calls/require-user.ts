import type { HttpAnswer } from '../../../http/request';
import { TargetError } from '../../contract/target';
import { refusals, speaksOfUser } from './refusals';

/** The user was found or made before, and is not there. */
export function userGone(what: string): TargetError {
  return new TargetError('KEYCLOAK_USER_NOT_FOUND', `${what}: the realm has no such user`);
}

/** What was read of a user. Throws KEYCLOAK_USER_NOT_FOUND when there was nothing. */
export function requireUser<T>(what: string, found: T | undefined): T {
  if (found === undefined) throw userGone(what);
  return found;
}

/** A 404 to a write speaks of the user, or of what it was to get: KEYCLOAK_USER_NOT_FOUND, KEYCLOAK_NOT_IN_REALM. */
export function requireBoth(what: string, answer: HttpAnswer, wanted: string): void {
  if (answer.status !== 404) return;
  if (speaksOfUser(answer)) throw userGone(what);
  throw refusals.error('KEYCLOAK_NOT_IN_REALM', { what, answer, addition: `: ${wanted} is gone` });
}
