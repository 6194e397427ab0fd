import { hasRuns } from '../../embedded/dev-server';
import type { Place } from './place';
import { UsageError } from '../command/usage-error';

/** Throws `UsageError` for a state folder that never held a run: no server needs to be started to say so. */
export function requireRuns(place: Place, tenant: string): void {
  if (place.mode === 'cluster' || hasRuns(place.stateDir)) return;
  throw new UsageError(
    `There is no run of the tenant ${tenant}: the state folder ${place.stateDir} is empty.`,
    'Name the state folder of the run with --state-dir, or the Temporal server with --address.',
  );
}
