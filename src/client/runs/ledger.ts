import { WorkflowNotFoundError } from '@temporalio/common';
import { emptyLedger, type Ledger, type LedgerPage, readLedger } from '../../domain/run/ledger';
import { ledgerId, messages } from '../../domain/run/names';
import type { TargetRef } from '../../domain/tenant/target-ref';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { guarded, isUnanswered } from '../temporal/grpc-errors';
import { describeIfThere, type RunId } from '../temporal/run-ref';

/** Whose ledger: of a tenant at a place. */
export interface LedgerPlace {
  readonly tenant: string;
  readonly target: TargetRef;
}

const answerMs = 15_000;

/** The ledger, for who must answer for it; undefined when there is none. Throws `ClientError`. */
export async function findLedger(temporal: Temporal, { tenant, target }: LedgerPlace): Promise<RunId | undefined> {
  const found = await describeIfThere(temporal, ledgerId(target, tenant));
  return found === undefined ? undefined : { workflowId: found.workflowId, runId: found.runId };
}

/**
 * Who was onboarded for a tenant at a place and not offboarded since; nobody when nobody ever was. A worker answers.
 * Throws `ClientError` NO_WORKER when there is none, and those of the connection.
 */
export async function readTenantLedger(temporal: Temporal, { tenant, target }: LedgerPlace): Promise<Ledger> {
  const handle = temporal.client.workflow.getHandle(ledgerId(target, tenant));
  const ask = (page: number) =>
    temporal.client.withDeadline(Date.now() + answerMs, () =>
      handle.query<LedgerPage, [number]>(messages.members, page),
    );
  return guarded(async () => {
    try {
      return await readLedger(ask);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return emptyLedger;
      if (!isUnanswered(error)) throw error;
      const what = `No worker answered for the ledger of ${tenant}, which says who is onboarded.`;
      throw new ClientError('NO_WORKER', what, 'Start a worker (onboard worker), then give the same command again.');
    }
  });
}
