import type { Clock } from '../../../http/clock';
import { TargetError } from '../../contract/target';
import type { Applications } from './applications';
import { remember } from '../../connection/remember';
import { createSharedValue } from '../../connection/shared-value';

/** Whether the applications of a workspace can be used: ready and available, both. All throw `TargetError`. */
export interface Availability {
  /** Throws MAS_APPLICATION_NOT_READY with the names of those that are not usable now. */
  requireAll(applications: readonly string[], signal?: AbortSignal): Promise<void>;
  /** As above for one application, but one that was seen usable in the last 30 s counts. */
  requireUsable(application: string, signal?: AbortSignal): Promise<void>;
}

const rememberUsableMs = 30_000;

export function createAvailability(applications: Pick<Applications, 'state'>, clock: Clock): Availability {
  const usableSince = new Map<string, number>();
  // One read for all users who ask at the same time.
  const readingOf = remember((application) => createSharedValue(() => applications.state(application)));

  async function isUsable(application: string, signal?: AbortSignal): Promise<boolean> {
    const reading = readingOf(application);
    const state = await reading.get(signal);
    reading.drop(state);
    const usable = state.ready === true && state.available === true;
    if (usable) usableSince.set(application, clock.now());
    return usable;
  }

  async function requireAll(wanted: readonly string[], signal?: AbortSignal): Promise<void> {
    const usable = await Promise.all(wanted.map((application) => isUsable(application, signal)));
    const waitedFor = wanted.filter((_, index) => usable[index] !== true);
    if (waitedFor.length === 0) return;
    throw new TargetError('MAS_APPLICATION_NOT_READY', `not ready and available: ${waitedFor.join(', ')}`);
  }

  return {
    requireAll,
    async requireUsable(application, signal) {
      const since = usableSince.get(application);
      if (since !== undefined && clock.now() - since < rememberUsableMs) return;
      await requireAll([application], signal);
    },
  };
}
