import { Context, type Info } from '@temporalio/activity';
import { targetLabel } from '../domain/run/names';
import type { TargetRef } from '../domain/tenant/target-ref';
import type { Behalf } from '../targets/contract/on-behalf';
import { TargetError } from '../targets/contract/target';
import { isOutage, isStrange, toApplicationFailure } from './application-failure';
import { leaseRecord, troublesBefore } from './attempt-book';
import type { Shares } from './shares';

export interface AttemptContext {
  readonly attempt: number;
  /** Aborts when the attempt's time is up or its worker stops; not when the step is cancelled: a running request ends. */
  readonly signal: AbortSignal;
  readonly reportLease: (name: string) => Promise<void>;
  readonly withdrawLease: (name: string) => void;
}

interface AttemptInput {
  readonly pollIntervalMs: number;
  /** Without it an outage is waited for as long as the activity may take. */
  readonly outagePatienceMs?: number;
}

const heartbeatEveryMs = 1_000;
/** The part of an attempt's time that it may use, so that it ends and reports before the server gives up on it. */
const usableTime = 0.9;

/** Runs one attempt of an activity: alive to the server, bounded in time, its errors translated. */
export async function runAttempt<T>(
  input: AttemptInput,
  body: (context: AttemptContext, leases: ReadonlySet<string>) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  const { attempt, startToCloseTimeoutMs } = context.info;
  const before = troublesBefore(context);
  const { leases, beat, report: reportLease, withdraw: withdrawLease } = leaseRecord(context, before);
  const alive = setInterval(beat, heartbeatEveryMs);
  const stopped = abortWhenAbandoned(context);
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(Math.floor(startToCloseTimeoutMs * usableTime))]);
  try {
    return await body({ attempt, signal, reportLease, withdrawLease }, leases);
  } catch (error) {
    if (!(error instanceof TargetError)) context.log.error('unforeseen error', { cause: framesOf(error) });
    const cancelled = context.cancellationDetails?.cancelRequested === true;
    const strange = isStrange(error) ? before.strange + 1 : 0;
    const downSince = isOutage(error) ? (before.downSince ?? Date.now()) : undefined;
    context.heartbeat({ strange, downSince, leases: [...leases] });
    const { pollIntervalMs, outagePatienceMs = Number.POSITIVE_INFINITY } = input;
    const givenUp = downSince !== undefined && Date.now() - downSince >= outagePatienceMs;
    const failed = { attempt, strangeAnswers: strange, pollIntervalMs, leases: [...leases], cancelled, givenUp };
    throw toApplicationFailure(error, failed);
  } finally {
    clearInterval(alive);
  }
}

/** Runs one attempt of an activity at a target, as `runAttempt` does, within the target's share of the worker. */
export type AttemptsAt = <T>(
  input: AttemptInput & { readonly target: TargetRef },
  body: (context: AttemptContext, leases: ReadonlySet<string>) => Promise<T>,
) => Promise<T>;

export function attemptsAt(shares: Shares): AttemptsAt {
  return (input, body) =>
    runAttempt(input, async (context, leases) => {
      const { target } = input;
      let limited: 0 | 1 = 0;
      try {
        return await shares.within({ target, whose: behalf(Context.current().info) }, () => body(context, leases));
      } catch (error) {
        if (error instanceof TargetError && error.code === 'LIMIT_REACHED') limited = 1;
        throw error;
      } finally {
        countLimited(target, limited);
      }
    });
}

/** Counts from 0 on: what is not there yet cannot be watched. */
function countLimited(target: TargetRef, limited: 0 | 1): void {
  const what = 'Attempts that ended because a limit of the worker was reached';
  const reached = Context.current().metricMeter.createCounter('onboarding_limits_reached_total', 'attempts', what);
  reached.add(limited, { target: targetLabel(target) });
}

/** As the run said it to Temporal, where its activities queue in the same order; nothing said is 0 there, and means 3. */
function behalf({ priority = {} }: Info): Behalf {
  const { fairnessKey: key = '', priorityKey = 0 } = priority;
  return { key, urgency: priorityKey === 0 ? 3 : priorityKey };
}

function abortWhenAbandoned(context: Context): AbortSignal {
  const controller = new AbortController();
  context.cancellationSignal.addEventListener('abort', () => {
    const { workerShutdown, timedOut, notFound } = context.cancellationDetails ?? {};
    if (workerShutdown === true || timedOut === true || notFound === true) controller.abort();
  });
  return controller.signal;
}

/** Where an unforeseen error came from; not its message, which may hold anything. */
function framesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [typeof error];
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return [error.name, ...frames.map((line) => line.trim())];
}
