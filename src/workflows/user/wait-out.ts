import type { ActivityOptions } from '@temporalio/common';
import { sleep } from '@temporalio/workflow';
import type { RunOptions } from '../../domain/run/run';
import { lookOnce, outagePauseMs } from '../state/policies';
import { type Expiry, expiryOf, wasCancelled } from '../state/user-failure';

interface Wait {
  readonly options: RunOptions;
  /** Bounds the wait itself. */
  readonly policy: ActivityOptions;
  /** What an outage of the target that outlasts the policy's time does: it is waited for, or it ends the wait. */
  readonly outage: 'sit-out' | 'fail';
}

/**
 * Waits with an activity whose time is the wait's own. Time in which nobody could look (no worker, the target down or
 * asking for a pause) is no reason to give up: what was waited for gets one more look, an outage another round, within
 * the step's time-out.
 */
export async function waitOut<T>(wait: Wait, look: (policy: ActivityOptions) => Promise<T>): Promise<T> {
  const started = Date.now();
  let { policy } = wait;
  for (let rounds = 0, lastLook = false; ; rounds += 1) {
    try {
      return await look(policy);
    } catch (error) {
      const expiry = wasCancelled(error) ? undefined : expiryOf(error);
      const remainingMs = wait.options.stepTimeoutMs - (Date.now() - started);
      if (remainingMs <= 0 || isFinal(expiry, lastLook, wait)) throw error;
      lastLook = expiry !== 'outage';
      policy = lastLook ? lookOnce(wait.options) : wait.policy;
      if (!lastLook) await sleep(Math.min(outagePauseMs(rounds), remainingMs));
    }
  }
}

function isFinal(expiry: Expiry | undefined, lastLook: boolean, { outage }: Wait): boolean {
  if (expiry === undefined || (expiry === 'waiting' && lastLook)) return true;
  return outage === 'fail' && (expiry === 'outage' || lastLook);
}
