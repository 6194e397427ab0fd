import type { FailureCode } from '../../../domain/failures/failures';
import type { HttpAnswer } from '../../../http/request';
import { createRefusals, type Refusals } from '../../connection/refusal';
import { ErrorBody, errorCodes } from './wire';

/** Of the suite, and of Manage. The beginning of any other text may be somebody's id. */
const ownCode = /^(?:AIU|BMX)[A-Z]{1,4}\d{3,6}[A-Z]?(?![\w-])/;

/** MAS' own code in an error body (`AIUCO1005E`, `BMXAA10051E`), alone or as the first word of a message. */
export function errorCodeOf(answer: HttpAnswer): string | undefined {
  const { exception, message, Error: manage } = ErrorBody.safeParse(answer.body).data ?? {};
  const texts = [...textsOf(exception, ['id', 'message']), message, ...textsOf(manage, ['reasonCode', 'message'])];
  for (const text of texts) {
    const [code] = (typeof text === 'string' ? ownCode.exec(text) : undefined) ?? [];
    if (code !== undefined) return code;
  }
  return undefined;
}

function textsOf<K extends string>(part: { readonly [name in K]?: unknown } | null | undefined, names: readonly K[]) {
  return names.map((name) => part?.[name]);
}

const refusals = createRefusals({ name: 'MAS', errorCodeOf });

export const { error: masError, parseBody } = refusals;

/** Statuses that say no more than that it is no: all others count as they are. */
const final: readonly number[] = [400, 403, 404, 409, 422];

/** What MAS' own codes mean: those that public pages explain. */
const meanings: Readonly<Record<string, FailureCode>> = {
  [errorCodes.deletedUser]: 'MAS_USER_DELETED_BEFORE',
  [errorCodes.notAuthorised]: 'TARGET_FORBIDDEN',
  [errorCodes.noObjectStructure]: 'MAS_OBJECT_FORBIDDEN',
  [errorCodes.noAction]: 'MAS_OBJECT_FORBIDDEN',
};

/** The TargetError for an answer that the contract does not name for this call: by MAS' own code, else by its status. */
export const unexpectedStatus: Refusals['unexpectedStatus'] = (what, answer, right) => {
  const code = final.includes(answer.status) ? meanings[errorCodeOf(answer) ?? ''] : undefined;
  if (code === undefined) return refusals.unexpectedStatus(what, answer, right);
  return masError(code, { what, answer, addition: right === undefined ? '' : `: ${right}` });
};
