import { followRun, type RunId, type RunOutcome, type RunStatus, type Temporal } from '../../client';
import type { Interruption } from '../command/interruption';

/** Shows how a run goes on. */
export interface Progress {
  /** Of how many users in flight the step should be looked up. */
  readonly describe: number;
  update(status: RunStatus): void;
  /** The run ended, or is followed no longer. */
  end(outcome: RunOutcome | undefined): Promise<void>;
}

export interface FollowRequest {
  readonly temporal: Temporal;
  readonly run: RunId;
  readonly progress: Progress;
  /** Stop following after this long, in ms. */
  readonly timeoutMs: number | undefined;
  /** Aborts with an `Interruption`. */
  readonly interrupted: AbortSignal;
  /** Rejects when the worker of this process broke: nothing would go on. */
  readonly workerDone?: Promise<void> | undefined;
  /** Hears that Temporal does not answer, and that it does again. */
  readonly onAway?: (isAway: boolean) => void;
  /** Whether what is waited for has happened, although the run goes on. */
  readonly isEnough?: ((status: RunStatus) => boolean) | undefined;
}

/** Why following ended. */
export type FollowEnd =
  | { readonly kind: 'ended'; readonly outcome: RunOutcome }
  | { readonly kind: 'enough'; readonly status: RunStatus }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'interrupted'; readonly by: Interruption };

/** Follows a run to its end or what is enough, to the time-out, or to a signal. Throws `ClientError`, and what broke the worker. */
export async function followToEnd(request: FollowRequest): Promise<FollowEnd> {
  const { temporal, run, progress, timeoutMs, interrupted } = request;
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const enough = new AbortController();
  const seen: { status?: RunStatus } = {};
  const signal = AbortSignal.any([interrupted, enough.signal, ...(timeout === undefined ? [] : [timeout])]);
  const onProgress = (status: RunStatus) => {
    progress.update(status);
    if (request.isEnough?.(status) !== true) return;
    seen.status = status;
    enough.abort();
  };
  try {
    const { onAway } = request;
    const looking = { onProgress, describe: progress.describe, signal, ...(onAway && { onAway }) };
    const following = followRun(temporal, run, looking);
    const outcome = await Promise.race([following, brokenWorker(request.workerDone)]);
    await progress.end(outcome);
    return { kind: 'ended', outcome };
  } catch (error) {
    await progress.end(undefined);
    if (seen.status !== undefined) return { kind: 'enough', status: seen.status };
    if (isInterruption(interrupted.reason)) return { kind: 'interrupted', by: interrupted.reason };
    if (timeout?.aborted === true) return { kind: 'timeout' };
    throw error;
  }
}

/** Rejects with the worker; never resolves, for a worker that stopped in order is no end of the run. */
export function brokenWorker(done: Promise<void> | undefined): Promise<never> {
  return new Promise((_, reject) => {
    done?.catch(reject);
  });
}

export function isInterruption(reason: unknown): reason is Interruption {
  return reason instanceof Error && reason.name === 'Interruption';
}
