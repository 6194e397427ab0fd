import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, proxyActivities, startChild } from '@temporalio/workflow';
import type { OnboardingActivities } from '../../domain/run/activities';
import type { LedgerInput, ShardRecord } from '../../domain/run/ledger';
import { handOverPolicy } from '../state/policies';
import { ledgerId, ledgerSummary, ledgerType } from '../../domain/run/names';

const { enterInShard } = proxyActivities<Pick<OnboardingActivities, 'enterInShard'>>(handOverPolicy);

/** Starts a shard with its rows, which outlives this run. One that is there already, left from a ledger that was deleted, takes them in. */
export async function handOverTo(input: LedgerInput & ShardRecord): Promise<void> {
  const { tenant, target, shard, rows, policy } = input;
  try {
    await startChild<(input: LedgerInput) => Promise<void>>(ledgerType, {
      workflowId: ledgerId(target, tenant, shard),
      staticSummary: ledgerSummary(target, tenant, shard),
      parentClosePolicy: ParentClosePolicy.ABANDON,
      args: [{ tenant, target, shard, rows, ...(policy && { policy }) }],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    await enterInShard({ tenant, target, shard, rows });
  }
}
