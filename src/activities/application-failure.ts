import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import type { AttemptDetail } from '../domain/run/activities';
import { factsOf } from '../domain/failures/failures';
import { TargetError } from '../targets/contract/target';
import { retryDelay } from './retry-delay';

export interface FailedAttempt {
  readonly attempt: number;
  /** Answers outside the contract in a row, up to this attempt. */
  readonly strangeAnswers: number;
  readonly pollIntervalMs: number;
  readonly leases: readonly string[];
  /** Nobody waits for another attempt. */
  readonly cancelled: boolean;
  /** The target has been out of order for longer than the step sits out: somebody else waits for it to be back. */
  readonly givenUp?: boolean;
}

/** The one translation from a target's error to what Temporal records. Its type is a code of the failure catalogue. */
export function toApplicationFailure(error: unknown, at: FailedAttempt): Error {
  const { code, message, retryAfterMs } = error instanceof TargetError ? error : unforeseen(error);
  const { retry } = factsOf(code);
  const delay = at.givenUp === true ? undefined : retryDelay(retry, { ...at, retryAfterMs }, Math.random);
  if (delay !== undefined && at.cancelled) return new CancelledFailure('cancelled before the next attempt');
  const detail: AttemptDetail = { attempt: at.attempt, leases: at.leases };
  return ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: delay === undefined,
    details: [detail],
    ...(delay === undefined ? {} : { nextRetryDelay: delay }),
    ...(retry === 'poll' ? { category: ApplicationFailureCategory.BENIGN } : {}),
  });
}

/** Whether the error is an answer outside the contract, of which a few in a row are permanent. */
export function isStrange(error: unknown): boolean {
  return error instanceof TargetError && factsOf(error.code).retry === 'few';
}

/** Whether the target is out of order. */
export function isOutage(error: unknown): boolean {
  return error instanceof TargetError && error.code === 'TARGET_UNAVAILABLE';
}

// The message of an unforeseen error may hold anything, personal data included.
function unforeseen(error: unknown): Pick<TargetError, 'code' | 'message' | 'retryAfterMs'> {
  const name = error instanceof Error ? error.name : typeof error;
  return { code: 'INTERNAL', message: `unexpected ${name}`, retryAfterMs: undefined };
}
