import type { HttpAnswer } from '../../http/request';
import { createRefusals } from '../connection/refusal';
import { ErrorBody, type Section, sectionRoles } from './wire';

/** A code in an error body (`invalid_grant`). */
export function errorCodeOf(answer: HttpAnswer): string | undefined {
  const body = ErrorBody.safeParse(answer.body).data;
  return [body?.error, body?.code].find((code) => code !== undefined && /^[A-Za-z][A-Za-z0-9_]{2,50}$/.test(code));
}

export const yuuvisRefusals = createRefusals({ name: 'yuuvis', errorCodeOf });
export const keycloakRefusals = createRefusals({ name: 'Keycloak', errorCodeOf });

/** What a 403 lacks. */
export function rightOf(section: Section): string {
  return `the account of the worker needs the role ${sectionRoles[section]}`;
}
