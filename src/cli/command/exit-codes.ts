import type { FailureCode } from '../../domain/failures/failures';

/** Every exit code of the command line. */
export const exitCodes = {
  /** All done, or nothing to do. */
  done: 0,
  /** Some users failed or were cancelled; `verify` found differences; `plan` could not read some users. */
  someFailed: 1,
  /** Wrong usage or invalid input; nothing was called. */
  invalid: 2,
  /** Target or Temporal not reachable, not ready in time, or refusing. */
  notReady: 3,
  /** `plan --detailed-exitcode` found something to do. */
  changes: 4,
  /** More users would be removed than the guard lets through; nothing was removed. */
  guarded: 5,
  /** `--timeout` passed; the run goes on. */
  timeout: 124,
  /** Ctrl-C; the run goes on. */
  interrupted: 130,
  /** SIGTERM; the run goes on. */
  terminated: 143,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Failures of a whole run that the tenant file, not the target, must mend. */
const inputFailures: readonly FailureCode[] = ['TARGET_UNKNOWN', 'MAS_WORKSPACE_NOT_FOUND'];

/** Codes of errors that mean: asked in a wrong way, or for something that is not there or not possible now. */
const usageCodes: readonly string[] = [
  'RUN_NOT_FOUND',
  'USER_NOT_FOUND',
  'PAGE_NOT_FOUND',
  'RUN_REFUSED',
  'RUN_WITHOUT_RESULT',
  'TEMPORAL_MISCONFIGURED',
  'CODEC_MISCONFIGURED',
  'INVALID',
];

/** Of the command that counted, and of a run that did. */
const guardCode = 'REMOVALS_GUARDED';

interface Ended {
  readonly kind: 'result' | 'failed';
  readonly result?: { readonly status: string };
  readonly error?: { readonly code: FailureCode };
}

export function exitCodeOfOutcome(outcome: Ended): ExitCode {
  if (outcome.kind === 'result') return outcome.result?.status === 'completed' ? exitCodes.done : exitCodes.someFailed;
  const code = outcome.error?.code;
  if (code === 'PAGES_MISSING') return exitCodes.someFailed;
  if (code === guardCode) return exitCodes.guarded;
  return code !== undefined && inputFailures.includes(code) ? exitCodes.invalid : exitCodes.notReady;
}

/** The exit code for an error with this code; of one without a code, too: a defect is no result. */
export function exitCodeOfError(code: string | undefined): ExitCode {
  if (code === guardCode) return exitCodes.guarded;
  return code !== undefined && usageCodes.includes(code) ? exitCodes.invalid : exitCodes.notReady;
}
