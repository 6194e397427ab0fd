import type { HttpAnswer } from '../../../http/request';
import { createRefusals } from '../../connection/refusal';
import { ErrorBody, type FieldFault } from '../wire/wire';

/** Sentences of Keycloak that hold nothing of a person. */
const sentences =
  /^(?:User exists with same (?:username|email|username or email)|User name is missing|User not found|Group not found|Role not found|Organization not found\.|Organizations not enabled for this realm\.)$/;
/** Codes: of the user profile (`error-invalid-email`), of a log-in (`invalid_grant`). Any other text may hold anything. */
const codes = /^(?:error-[a-z]+(?:-[a-z]+)*|[a-z]+(?:_[a-z]+)+)$/;
const fieldName = /^[A-Za-z][\w.-]{0,60}$/;

/** What an error body tells and may be shown: `username: error-invalid-length 3 255`. Values are never shown. */
export function reasonOf({ body }: Pick<HttpAnswer, 'body'>): string | undefined {
  const { data } = ErrorBody.safeParse(body);
  if (data === undefined) return undefined;
  const { error, errors } = data;
  const said = [...(errors ?? []), data, { errorMessage: error }].flatMap(inWords);
  return said.length === 0 ? undefined : [...new Set(said)].join('; ');
}

function inWords({ field, errorMessage, params }: FieldFault): string[] {
  if (typeof errorMessage !== 'string' || !(codes.test(errorMessage) || sentences.test(errorMessage))) return [];
  const place = typeof field === 'string' && fieldName.test(field) ? `${field}: ` : '';
  const limits = (params ?? []).filter((param) => typeof param === 'number');
  return [[`${place}${errorMessage}`, ...limits].join(' ')];
}

export const refusals = createRefusals({ name: 'Keycloak', errorCodeOf: reasonOf });

/** Whether a 404 speaks of the user in the path, and not of what the user was to get. */
export function speaksOfUser(answer: HttpAnswer): boolean {
  return reasonOf(answer) === 'User not found';
}

/** What a 403 lacks. */
export function rightTo(role: string): string {
  return `the account of the worker needs the role ${role} of realm-management`;
}
