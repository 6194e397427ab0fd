import { Context } from '@temporalio/activity';
import { toApplicationFailure } from './application-failure';

export interface AttemptContext {
  readonly attempt: number;
  /** Aborts when the attempt's time is up or its worker stops; not when the step is cancelled: a running request ends. */
  readonly signal: AbortSignal;
  readonly reportLease: (name: string) => void;
}

interface AttemptInput {
  readonly pollIntervalMs: number;
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
  const leases = new Set<string>();
  const alive = setInterval(() => context.heartbeat(), heartbeatEveryMs);
  const stopped = abortWhenAbandoned(context);
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(Math.floor(startToCloseTimeoutMs * usableTime))]);
  try {
    return await body({ attempt, signal, reportLease: (name) => leases.add(name) }, leases);
  } catch (error) {
    const cancelled = context.cancellationDetails?.cancelRequested === true;
    const { pollIntervalMs } = input;
    throw toApplicationFailure(error, { attempt, pollIntervalMs, leases: [...leases], cancelled });
  } finally {
    clearInterval(alive);
  }
}

function abortWhenAbandoned(context: Context): AbortSignal {
  const controller = new AbortController();
  context.cancellationSignal.addEventListener('abort', () => {
    const { workerShutdown, timedOut, notFound } = context.cancellationDetails ?? {};
    if (workerShutdown === true || timedOut === true || notFound === true) controller.abort();
  });
  return controller.signal;
}
