import { upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { FailureCode } from '../../domain/failures/failures';
import type { Counts, RunStep } from '../../domain/run/outcome';
import { attributeKeys, tenantAttributes } from '../../domain/run/search-attributes';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { TenantRun } from '../state/tenant-run';

const { status, errorCode, failed } = attributeKeys;

/** A run or a synchronisation is found by its tenant, whoever started it: somebody's own workflow may not have said so. */
export function introduce({ tenant, target }: { readonly tenant: string; readonly target: TargetRef }): void {
  const given = workflowInfo().typedSearchAttributes;
  if (given.get(attributeKeys.tenant) === undefined) upsertSearchAttributes(tenantAttributes(tenant, target));
}

type PublishedStatus =
  | 'running'
  | 'paused'
  | 'waiting-for-target'
  | 'needs-attention'
  | 'completed'
  | 'completed-with-failures'
  | 'failed'
  | 'cancelled';

export function publishStatus(value: PublishedStatus): void {
  upsertSearchAttributes([{ key: status, value }]);
}

export function publishFailed(count: number, value: PublishedStatus): void {
  upsertSearchAttributes([
    { key: status, value },
    { key: failed, value: count },
  ]);
}

export function publishFailure(at: RunStep, code: FailureCode): void {
  upsertSearchAttributes([
    { key: status, value: 'failed' },
    { key: errorCode, value: code },
  ]);
  upsertMemo({ step: at });
}

/** While the run goes on. */
function publishFailures(count: number): void {
  upsertSearchAttributes([{ key: failed, value: count }]);
}

/** Of a run that failed as a whole. */
export function publishRunFailure(code: FailureCode): void {
  upsertSearchAttributes([
    { key: status, value: 'failed' },
    { key: errorCode, value: code },
  ]);
}

/** What operators find an open run by. */
export function statusNow({ gate, phase }: Pick<TenantRun, 'gate' | 'phase'>): PublishedStatus {
  if (!gate.isOpen) return gate.paused?.by === 'target' ? 'waiting-for-target' : 'paused';
  return phase === 'holding' ? 'needs-attention' : 'running';
}

/** After a change was published, so many users end before the next one is: a search that lags a little, a short history. */
const usersBetween = 25;

/** Publishes how many users of a run failed, while it goes on: the first failure at once, the others every so often. */
export class FailedTally {
  private published = 0;
  private settledThen = Number.NEGATIVE_INFINITY;

  /** To be called whenever a user has ended. */
  note({ completed, failed, cancelled }: Counts): void {
    const settled = completed + failed + cancelled;
    if (failed === this.published || settled - this.settledThen < usersBetween) return;
    this.published = failed;
    this.settledThen = settled;
    publishFailures(failed);
  }
}
