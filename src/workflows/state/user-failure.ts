import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  defaultPayloadConverter,
  type Payload,
  type ProtoFailure,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/common';
import { isCancellation } from '@temporalio/workflow';
import type { AttemptDetail } from '../../domain/run/activities';
import { failureWords } from '../../domain/failures/failure-words';
import { type FailureCode, factsOf, isFailureCode } from '../../domain/failures/failures';
import type { UserFailure, UserFailureDetail, UserOutcome } from '../../domain/run/outcome';

/** Why an activity failed for good: a failure without the step. */
export type Reason = Omit<UserFailure, 'step'>;

/** Whether a step ended because the run was cancelled; also when its last attempt asked for another one meanwhile. */
export function wasCancelled(error: unknown): boolean {
  return isCancellation(error) || (error instanceof ActivityFailure && error.retryState === 'CANCEL_REQUESTED');
}

/** Reads why an activity failed: the code of its last attempt, or what that code becomes when the time is up. */
export function reasonOf(error: unknown): Reason {
  const report = reportOf(error);
  if (report === undefined) return { code: 'STEP_TIMEOUT', message: factsOf('STEP_TIMEOUT').cause, attempts: 1 };
  return { code: codeOf(report.type), message: report.message, attempts: report.detail?.attempt ?? 1 };
}

/**
 * Why a step ended that would have been tried again: its time was up while it waited, while the target was out of order,
 * or without any attempt having reported.
 */
export type Expiry = 'waiting' | 'outage' | 'silent';

/** Undefined for a failure that is permanent. */
export function expiryOf(error: unknown): Expiry | undefined {
  const report = reportOf(error);
  if (report === undefined) return error instanceof ActivityFailure ? 'silent' : undefined;
  if (report.permanent || !isFailureCode(report.type)) return undefined;
  return factsOf(report.type).retry === 'poll' ? 'waiting' : 'outage';
}

/** Whether a step gave up for an outage of the target, long before its own time is up. */
export function gaveUp(error: unknown): boolean {
  const report = reportOf(error);
  return report?.permanent === true && report.type === 'TARGET_UNAVAILABLE';
}

/** What a failed step made all the same and the run's end must remove. */
export function leasesOf(error: unknown): readonly string[] {
  const told = reportOf(error)?.detail?.leases ?? [];
  return [...new Set([...told, ...leasesInHeartbeat(error)])];
}

/** An attempt whose process died could only tell in its heartbeats. */
function leasesInHeartbeat(error: unknown): readonly string[] {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const last: unknown = cause instanceof TimeoutFailure ? cause.lastHeartbeatDetails : undefined;
  const leases: unknown = typeof last === 'object' && last !== null && 'leases' in last ? last.leases : undefined;
  return Array.isArray(leases) ? leases.filter((lease) => typeof lease === 'string') : [];
}

/** What the last attempt that reported said. */
interface Report {
  readonly type: string | null | undefined;
  readonly message: string;
  readonly permanent: boolean;
  readonly detail: AttemptDetail | undefined;
}

function reportOf(error: unknown): Report | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const { type, message, nonRetryable, details } = cause;
    return { type, message, permanent: nonRetryable === true, detail: attemptDetail(details?.[0]) };
  }
  return cause instanceof TimeoutFailure ? lastReport(cause) : undefined;
}

/** The server keeps the last attempt's failure as the cause of a time-out, but the SDK only as the raw message. */
function lastReport({ failure }: TimeoutFailure): Report | undefined {
  const last = failure?.cause;
  const info = last?.applicationFailureInfo;
  if (last === null || last === undefined || info === null || info === undefined) return undefined;
  const detail = attemptDetail(firstOf(info.details));
  return { type: info.type, message: messageOf(last), permanent: false, detail };
}

/** It is in a payload when the attempt's worker encrypts payloads. */
function messageOf({ message, encodedAttributes }: ProtoFailure): string {
  const encoded: unknown = encodedAttributes ? defaultPayloadConverter.fromPayload(encodedAttributes) : undefined;
  const kept = typeof encoded === 'object' && encoded !== null && 'message' in encoded ? encoded.message : undefined;
  return typeof kept === 'string' ? kept : (message ?? '');
}

function firstOf(details: { payloads?: Payload[] | null } | null | undefined): unknown {
  const payload = details?.payloads?.[0];
  return payload === undefined ? undefined : defaultPayloadConverter.fromPayload(payload);
}

function codeOf(type: string | null | undefined): FailureCode {
  if (!isFailureCode(type)) return 'INTERNAL';
  const { expiresAs } = factsOf(type);
  return isFailureCode(expiresAs) ? expiresAs : type;
}

function attemptDetail(detail: unknown): AttemptDetail | undefined {
  return isAttemptDetail(detail) ? detail : undefined;
}

function isAttemptDetail(detail: unknown): detail is AttemptDetail {
  return typeof detail === 'object' && detail !== null && 'attempt' in detail && 'leases' in detail;
}

/** How `onboardUser` fails: Temporal shows code and message; the parent reads the detail. */
export function userFailure(detail: UserFailureDetail, error: unknown): ApplicationFailure {
  return failure(detail.failure, detail, error);
}

function failure({ code, message }: Reason, detail: object, error: unknown): ApplicationFailure {
  return ApplicationFailure.create({
    type: code,
    message: failureWords(code, message),
    nonRetryable: true,
    details: [detail],
    ...(error instanceof Error ? { cause: error } : {}),
  });
}

/** How `onboardTenant` fails when the target could not be prepared. */
export function runFailure(error: unknown): ApplicationFailure {
  const reason = reasonOf(error);
  return failure(reason, reason, error);
}

/** Reads the same back from a failed child; one that was terminated never told its step. */
export function childFailure(error: unknown): UserFailureDetail {
  const cause = error instanceof ChildWorkflowFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const detail: unknown = cause.details?.[0];
    if (isUserFailureDetail(detail)) return detail;
  }
  const fromOutside = cause instanceof TerminatedFailure || cause instanceof CancelledFailure;
  return fromOutside ? endedFromOutside({ changed: [], leases: [] }) : unknownFailure('INTERNAL');
}

/** A user's workflow that somebody cancelled or terminated while its run goes on. */
export function endedFromOutside(outcome: UserOutcome): UserFailureDetail {
  return { ...unknownFailure('TERMINATED'), outcome };
}

function unknownFailure(code: FailureCode): UserFailureDetail {
  return {
    failure: { step: 'unknown', code, message: factsOf(code).cause, attempts: 1 },
    outcome: { changed: [], leases: [] },
  };
}

function isUserFailureDetail(detail: unknown): detail is UserFailureDetail {
  return typeof detail === 'object' && detail !== null && 'failure' in detail && 'outcome' in detail;
}
