import { type WorkflowExecutionDescription, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/common';
import { type FailureCode, factsOf, isFailureCode } from '../../domain/failures/failures';
import { type Direction, directionOf } from '../../domain/run/names';
import type { TenantResult } from '../../domain/run/outcome';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { wholeResult } from './whole-result';
import { guarded } from '../temporal/grpc-errors';
import { describeRun, handleOf, isOpen, type RunId, type RunRef } from '../temporal/run-ref';

/** Which run, and when; times in ISO 8601. */
export interface RunTimes extends RunId {
  readonly startedAt: string;
  readonly finishedAt: string;
}

export interface RunError {
  readonly code: FailureCode;
  readonly message: string;
  readonly remedy: string;
}

/**
 * How a run ended: with a result, or failed as a whole. `touched`: `nobody` when the run itself said that it got no
 * further than looking at the target; one that was ended from outside, or lacked some of its users, could not tell.
 */
export type RunOutcome = RunTimes & { readonly direction: Direction } & (
    | { readonly kind: 'result'; readonly result: TenantResult }
    | { readonly kind: 'failed'; readonly error: RunError; readonly touched: 'nobody' | 'unknown' }
  );

/** Of a run, not of a user: the catalogue's remedy for TERMINATED is about users. */
const giveAgain = 'Give the same tenant file again: what is done is found done.';

/** The outcome of a closed run. Throws `ClientError` RUN_NOT_FOUND, RUN_WITHOUT_RESULT (still open). */
export async function readOutcome(temporal: Temporal, ref: RunRef): Promise<RunOutcome> {
  const description = await describeRun(temporal, ref);
  if (!isOpen(description)) return outcomeOf(temporal, description);
  throw new ClientError(
    'RUN_WITHOUT_RESULT',
    `The run of ${ref.tenant} is still open.`,
    `Follow it: onboard watch ${ref.tenant}`,
  );
}

/** The outcome of a closed run; of up to 3,000 users with all of them, wherever they stand. */
export async function outcomeOf(temporal: Temporal, run: WorkflowExecutionDescription): Promise<RunOutcome> {
  const outcome = await ownOutcomeOf(temporal, run);
  if (outcome.kind === 'failed') return outcome;
  return { ...outcome, result: await wholeResult(temporal, run, outcome.result) };
}

/** As the run itself returned it: users in slices stand in those. */
export async function ownOutcomeOf(temporal: Temporal, run: WorkflowExecutionDescription): Promise<RunOutcome> {
  const { workflowId, runId, type, startTime, closeTime } = run;
  const startedAt = startTime.toISOString();
  const times = {
    workflowId,
    runId,
    direction: directionOf(type),
    startedAt,
    finishedAt: closeTime?.toISOString() ?? startedAt,
  };
  return guarded(async () => {
    try {
      return { ...times, kind: 'result', result: await handleOf(temporal, run).result() };
    } catch (error) {
      if (!(error instanceof WorkflowFailedError)) throw error;
      return { ...times, kind: 'failed', ...wholeFailure(error) };
    }
  });
}

/** Why a run failed as a whole. */
export function wholeFailure({
  cause,
}: WorkflowFailedError): Pick<RunOutcome & { kind: 'failed' }, 'error' | 'touched'> {
  const reported = knownCause(cause);
  return reported === undefined
    ? { error: endedOtherwise(cause), touched: 'unknown' }
    : { error: reported, touched: reported.code === 'PAGES_MISSING' ? 'unknown' : 'nobody' };
}

function endedOtherwise(cause: Error | undefined): RunError {
  if (cause instanceof TerminatedFailure || cause instanceof CancelledFailure) {
    return { code: 'TERMINATED', message: 'The run was terminated from outside.', remedy: giveAgain };
  }
  if (cause instanceof TimeoutFailure) {
    return { code: 'STEP_TIMEOUT', message: 'The run did not end in the time it was given.', remedy: giveAgain };
  }
  return error('INTERNAL', 'The run ended with an error of the software.');
}

/** The catalogue's code is the type of the failure or of one of its causes; the innermost message says most. */
function knownCause(cause: Error | undefined): RunError | undefined {
  let found: RunError | undefined;
  for (let at: unknown = cause; at instanceof Error; at = at.cause) {
    if (at instanceof ApplicationFailure && isFailureCode(at.type)) {
      found = error(found?.code ?? at.type, reportedMessage(at) ?? found?.message ?? at.message);
    }
  }
  return found;
}

/** The parent adds step and remedy to its message for the Web UI; the bare message is in its detail. */
function reportedMessage({ details }: ApplicationFailure): string | undefined {
  const detail: unknown = details?.[0];
  if (typeof detail !== 'object' || detail === null || !('message' in detail)) return undefined;
  return typeof detail.message === 'string' ? detail.message : undefined;
}

function error(code: FailureCode, message: string): RunError {
  return { code, message, remedy: factsOf(code).remedy };
}
