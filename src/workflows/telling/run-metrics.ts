import { metricMeter } from '@temporalio/workflow';
import { type Direction, targetLabel } from '../../domain/run/names';
import type { TenantResult, UserState } from '../../domain/run/outcome';
import type { TargetRef } from '../../domain/tenant/target-ref';

// What became of runs and users, for docs/reference/metrics.md. The SDK counts nothing again when a history is replayed.

const ways = { onboard: 'onboarding', offboard: 'offboarding' } as const satisfies Record<Direction, string>;

function countersOf(direction: Direction) {
  const way = ways[direction];
  const counter = (name: string, what: string) => metricMeter.createCounter(`${way}_${name}_total`, name, what);
  return {
    runs: counter('runs', `Runs of ${way} that ended`),
    users: counter('users', `Users whose ${way} ended`),
    failures: counter('failures', `Users whose ${way} failed, by the code they failed with`),
  };
}

/** Which way, and where: the same for all that one run counts. */
export interface Counted {
  readonly direction: Direction;
  readonly target: TargetRef;
}

/** Counts the end of a run; `failed`: its target could not be prepared. */
export function countRun({ direction, target }: Counted, outcome: TenantResult['status'] | 'failed'): void {
  countersOf(direction).runs.add(1, { target: targetLabel(target), outcome });
}

/** Counts the end of a user's workflow, and why it failed. */
export function countUser({ direction, target: place }: Counted, state: UserState): void {
  const target = targetLabel(place);
  const { users, failures } = countersOf(direction);
  users.add(1, { target, outcome: state.status });
  if (state.status === 'failed') failures.add(1, { target, step: state.step, code: state.code });
}
