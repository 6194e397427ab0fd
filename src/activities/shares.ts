import { Context } from '@temporalio/activity';
import { targetLabel } from '../domain/run/names';
import type { TargetRef } from '../domain/tenant/target-ref';
import { onBehalfOf } from '../targets/contract/on-behalf';
import { TargetError } from '../targets/contract/target';

/** Who is at which target at the moment, of the activities of this process. */
export interface Shares {
  /**
   * Runs an activity's body at a target, for its tenant. Throws LIMIT_REACHED when the target, or the tenant at it, has its
   * share already.
   */
  within<T>(target: TargetRef, body: () => Promise<T>): Promise<T>;
}

/** Soon, for places come free all the time; what is added to it grows with the attempts. */
const againMs = 1_000;

/**
 * The shares of so many activities at once. A target has at most as many as are left free then: one alone half of all, two
 * a third each; and of what a target can have, a tenant likewise. So whoever hangs, there is room for somebody else.
 */
export function createShares(slots: number): Shares {
  const taken = new Map<string, number>();
  const count = (key: string) => taken.get(key) ?? 0;
  const take = (keys: readonly string[]) => {
    for (const key of keys) taken.set(key, count(key) + 1);
  };
  const giveBack = (keys: readonly string[]) => {
    for (const key of keys) {
      if (count(key) === 1) taken.delete(key);
      else taken.set(key, count(key) - 1);
    }
  };

  return {
    async within(target, body) {
      const { key: tenant, urgency } = behalf();
      const label = targetLabel(target);
      const [all, ofTarget, ofTenant] = ['', label, `${label}/${tenant}`] as const;
      const room = slots - count(all) - count(ofTarget);
      if (room <= 0) throw shareTaken(`${count(ofTarget)} of its ${slots} activities are at ${label}`);
      if (2 * count(ofTenant) >= room) {
        throw shareTaken(`${count(ofTenant)} of its ${slots} activities are at ${label} for this tenant`);
      }
      const keys = [all, ofTarget, ofTenant];
      take(keys);
      try {
        return await onBehalfOf({ key: tenant, urgency }, body);
      } finally {
        giveBack(keys);
      }
    },
  };
}

function shareTaken(how: string): TargetError {
  return new TargetError('LIMIT_REACHED', `the share of the worker is taken: ${how}`, { retryAfterMs: againMs });
}

/** As the run said it to Temporal, for which its activities queue in the same order. */
function behalf() {
  const { fairnessKey: key = '', priorityKey: urgency = 3 } = Context.current().info.priority ?? {};
  return { key, urgency };
}
