import type { CommandErrorCode } from '../../domain/failures/command-errors';

/** Each has its cause and its remedy in the catalogue (domain/command-errors.ts). */
export const clientCodes = [
  'TEMPORAL_UNREACHABLE',
  'TEMPORAL_DENIED',
  'TEMPORAL_MISCONFIGURED',
  'TEMPORAL_NAMESPACE_UNKNOWN',
  'TEMPORAL_FAILED',
  'SEARCH_ATTRIBUTES_MISSING',
  'NO_WORKER',
  'RUN_NOT_FOUND',
  'USER_NOT_FOUND',
  'PAGE_NOT_FOUND',
  'RUN_WITHOUT_RESULT',
  'RUN_REFUSED',
] as const satisfies readonly CommandErrorCode[];
export type ClientCode = (typeof clientCodes)[number];

/** What went wrong between this client and Temporal, without secrets and personal data; `remedy` says what to do. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientCode;
  readonly remedy: string;

  constructor(code: ClientCode, message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }

  /** The same error with the one that led to it. */
  because(cause: unknown): this {
    this.cause = cause;
    return this;
  }
}
