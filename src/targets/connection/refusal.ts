import type { z } from 'zod';
import type { FailureCode } from '../../domain/failures/failures';
import type { HttpAnswer } from '../../http/request';
import { HttpError, type HttpErrorKind } from '../../http/http-error';
import { TargetError } from '../contract/target';

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
  rate: 'LIMIT_REACHED',
  silent: 'TARGET_UNAVAILABLE',
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

export interface Said {
  readonly what: string;
  readonly answer: HttpAnswer;
  readonly addition?: string;
}

/** The errors of one system, under its name. */
export interface Refusals {
  /** A TargetError that says what was tried and what the system answered: its status, and its error code if it gave one. */
  readonly error: (code: FailureCode, said: Said) => TargetError;
  /** The TargetError for a status that the contract does not name for this call. `right` says what a 403 lacks. */
  readonly unexpectedStatus: (what: string, answer: HttpAnswer, right?: string) => TargetError;
  /** The validated body. Throws UNEXPECTED_RESPONSE when it hasn't the contract's shape; the body itself is not shown. */
  readonly parseBody: <S extends z.ZodType>(what: string, answer: HttpAnswer, schema: S) => z.infer<S>;
}

export interface Speaker {
  /** The system's name in messages: `MAS`. */
  readonly name: string;
  /** The system's own code in an error body. Nothing else of a body is ever shown: it may hold the user's data. */
  readonly errorCodeOf?: (answer: HttpAnswer) => string | undefined;
}

export function createRefusals({ name, errorCodeOf = () => undefined }: Speaker): Refusals {
  const error: Refusals['error'] = (code, { what, answer, addition = '' }) => {
    const ownCode = errorCodeOf(answer);
    const said = ownCode === undefined ? '' : ` (${ownCode})`;
    return new TargetError(code, `${what}: ${name} answered ${answer.status}${said}${addition}`, retryAfter(answer));
  };
  return {
    error,
    unexpectedStatus(what, answer, right) {
      const code = codeOfStatus(answer.status);
      const lack = code === 'TARGET_FORBIDDEN' && right !== undefined ? `: ${right}` : '';
      return error(code, { what, answer, addition: lack });
    },
    parseBody(what, answer, schema) {
      const parsed = schema.safeParse(answer.body);
      if (parsed.success) return parsed.data;
      throw error('UNEXPECTED_RESPONSE', { what, answer, addition: ' with a body of the wrong shape' });
    },
  };
}

function retryAfter({ retryAfterMs }: { readonly retryAfterMs?: number | undefined }): { retryAfterMs?: number } {
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}
