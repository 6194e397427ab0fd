import type { z } from 'zod';
import type { FailureCode } from '../../domain/failures';
import { HttpError, type HttpErrorKind } from '../../http/http-error';
import type { HttpAnswer } from '../../http/client';
import { TargetError } from '../target';
import { ErrorBody } from './wire';

const codeOfKind: Readonly<Record<HttpErrorKind, FailureCode>> = {
  refused: 'TARGET_UNAVAILABLE',
  dns: 'TARGET_UNAVAILABLE',
  timeout: 'TARGET_UNAVAILABLE',
  reset: 'TARGET_UNAVAILABLE',
  network: 'TARGET_UNAVAILABLE',
  truncated: 'TARGET_UNAVAILABLE',
  tls: 'TLS_FAILED',
  'too-large': 'UNEXPECTED_RESPONSE',
  'bad-json': 'UNEXPECTED_RESPONSE',
  protocol: 'UNEXPECTED_RESPONSE',
  redirect: 'TARGET_REJECTED',
  unsendable: 'TARGET_REJECTED',
  paused: 'TARGET_BUSY',
};

/** The TargetError for a request that brought no answer; anything but an HttpError is passed on as it is. */
export function fromHttpError(what: string, error: unknown): unknown {
  if (!(error instanceof HttpError)) return error;
  return new TargetError(codeOfKind[error.kind], `${what}: ${error.message}`, retryAfter(error));
}

const permanentServerErrors: readonly number[] = [501, 505];
const busy: readonly number[] = [408, 425, 429];

function codeOfStatus(status: number): FailureCode {
  if (status === 401) return 'CREDENTIALS_REJECTED';
  if (status === 403) return 'TARGET_FORBIDDEN';
  if (busy.includes(status)) return 'TARGET_BUSY';
  if (permanentServerErrors.includes(status)) return 'TARGET_REJECTED';
  if (status >= 500 && status < 600) return 'TARGET_UNAVAILABLE';
  return status >= 400 && status < 500 ? 'TARGET_REJECTED' : 'UNEXPECTED_RESPONSE';
}

/** The TargetError for a status that the contract does not name for this call. `right` says what a 403 lacks. */
export function unexpectedStatus(what: string, answer: HttpAnswer, right?: string): TargetError {
  const code = codeOfStatus(answer.status);
  const lack = code === 'TARGET_FORBIDDEN' && right !== undefined ? `: ${right}` : '';
  return masError(code, { what, answer, addition: lack });
}

interface Said {
  readonly what: string;
  readonly answer: HttpAnswer;
  readonly addition?: string;
}

/** A TargetError that says what was tried and what MAS answered: its status, and its error code if it gave one. */
export function masError(code: FailureCode, { what, answer, addition = '' }: Said): TargetError {
  const masCode = errorCodeOf(answer);
  const said = masCode === undefined ? '' : ` (${masCode})`;
  return new TargetError(code, `${what}: MAS answered ${answer.status}${said}${addition}`, retryAfter(answer));
}

/**
 * MAS' own code in an error body (`AIUCO1005E`, `BMXAA10051E`). Nothing else of a body is ever shown: it may hold the
 * user's data.
 */
export function errorCodeOf(answer: HttpAnswer): string | undefined {
  const body = ErrorBody.safeParse(answer.body).data;
  const candidates = [body?.exception?.id, body?.exception?.message, body?.Error?.reasonCode];
  return candidates.find((code) => typeof code === 'string' && /^[A-Z]{3,8}\d{3,6}[A-Z]?$/.test(code)) ?? undefined;
}

/** The validated body. Throws UNEXPECTED_RESPONSE when it hasn't the contract's shape; the body itself is not shown. */
export function parseBody<S extends z.ZodType>(what: string, answer: HttpAnswer, schema: S): z.infer<S> {
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw masError('UNEXPECTED_RESPONSE', { what, answer, addition: ' with a body of the wrong shape' });
}

function retryAfter({ retryAfterMs }: { readonly retryAfterMs?: number | undefined }): { retryAfterMs?: number } {
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}
