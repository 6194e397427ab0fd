import { userId } from '../../domain/tenant/person';
import { keptSlices } from '../history/whole-result';
import { layoutOf } from '../messages/deliver';
import type { Temporal } from '../temporal/connect';
import type { RunStatus, UserStatusRow } from './run-status';
import { rowsOfSlice, withoutPlace } from './slice-rows';

/**
 * The users of a run's slices, one slice at a time; `run` as `readStatus` answered it. Of an open run a worker answers. Throws
 * `ClientError`.
 */
export async function* everyUser(
  temporal: Temporal,
  run: Pick<RunStatus, 'workflowId' | 'runId' | 'phase' | 'status'>,
): AsyncGenerator<readonly UserStatusRow[]> {
  if (run.phase === 'closed') {
    const status = run.status === 'cancelled' ? 'cancelled' : 'completed';
    for await (const users of keptSlices(temporal, run, { status, slices: 1 })) {
      yield users.map(({ key, kind, record, state }) => ({ key, id: userId(record), kind, state }));
    }
    return;
  }
  for (const number of (await layoutOf(temporal, run)).slices.keys()) {
    yield (await rowsOfSlice(temporal, run, number)).map(withoutPlace);
  }
}
