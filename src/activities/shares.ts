import type { WholeTarget } from '../domain/run/maintenance';
import { targetLabel } from '../domain/run/names';
import { type Behalf, onBehalfOf } from '../targets/contract/on-behalf';
import { TargetError } from '../targets/contract/target';

/** Where an activity works, and for whom. */
interface Place {
  readonly target: WholeTarget;
  readonly whose: Behalf;
}

/** Who is at which target at the moment, of the activities of this process. */
export interface Shares {
  /**
   * Runs an activity's body at a target, for a tenant. Throws LIMIT_REACHED when the target, or the tenant at it, has its
   * share already.
   */
  within<T>(place: Place, body: () => Promise<T>): Promise<T>;
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
    async within({ target, whose }, body) {
      const label = targetLabel(target);
      const [all, ofTarget, ofTenant] = ['', label, `${label}/${whose.key}`] as const;
      const room = slots - count(all) - count(ofTarget);
      if (room <= 0) throw shareTaken(`${count(ofTarget)} of its ${slots} activities are at ${label}`);
      if (2 * count(ofTenant) >= room) {
        throw shareTaken(`${count(ofTenant)} of its ${slots} activities are at ${label} for this tenant`);
      }
      const keys = [all, ofTarget, ofTenant];
      take(keys);
      try {
        return await onBehalfOf(whose, body);
      } finally {
        giveBack(keys);
      }
    },
  };
}

function shareTaken(how: string): TargetError {
  return new TargetError('LIMIT_REACHED', `the share of the worker is taken: ${how}`, { retryAfterMs: againMs });
}
