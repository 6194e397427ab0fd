import type { User } from '../../domain/tenant/user';
import type { UserEnd } from '../../domain/run/user-slice';
import type { TenantRun } from '../state/tenant-run';
import { endedFromOutside } from '../state/user-failure';

interface Ended {
  readonly end: UserEnd;
  /** Whether the run itself was cancelled: who stops then was asked to, any other was stopped from outside. */
  readonly wanted: boolean;
}

/** Notes in a run how a user's workflow ended. */
export function noteEnd(run: TenantRun, user: User, { end, wanted }: Ended): void {
  switch (end.how) {
    case 'returned':
      if (end.outcome.cancelled && !wanted) run.fail(user, endedFromOutside(end.outcome));
      else run.complete(user, end.outcome);
      return;
    case 'failed':
      run.fail(user, end.detail);
      return;
    case 'not-begun':
      if (wanted) run.cancel(user);
      else run.fail(user, endedFromOutside({ changed: [], leases: [] }));
  }
}
