import type { HttpAnswer } from '../../../http/request';
import { createRefusals } from '../../connection/refusal';
import { ErrorBody } from './wire';

/** MAS' own code in an error body (`AIUCO1005E`, `BMXAA10051E`). */
export function errorCodeOf(answer: HttpAnswer): string | undefined {
  const body = ErrorBody.safeParse(answer.body).data;
  const candidates = [body?.exception?.id, body?.exception?.message, body?.Error?.reasonCode];
  return candidates.find((code) => typeof code === 'string' && /^[A-Z]{3,8}\d{3,6}[A-Z]?$/.test(code)) ?? undefined;
}

export const { error: masError, unexpectedStatus, parseBody } = createRefusals({ name: 'MAS', errorCodeOf });
