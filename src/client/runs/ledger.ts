import { WorkflowNotFoundError } from '@temporalio/common';
import { type AskLedger, type LedgerPage, type Member, type MembersRequest, readLedger } from '../../domain/run/ledger';
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
 * Who was onboarded for a tenant at a place and not offboarded since, some hundred at a time; nobody when nobody ever was.
 * Workers answer. Throws `ClientError` NO_WORKER when there is none, and those of the connection.
 */
export function readTenantLedger(
  temporal: Temporal,
  { tenant, target }: LedgerPlace,
): AsyncGenerator<readonly Member[]> {
  const ask: AskLedger = async (shard, request) => {
    const handle = temporal.client.workflow.getHandle(ledgerId(target, tenant, shard));
    try {
      return await temporal.client.withDeadline(Date.now() + answerMs, () =>
        handle.query<LedgerPage, [MembersRequest]>(messages.members, request),
      );
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      if (!isUnanswered(error)) throw error;
      const what = `No worker answered for the ledger of ${tenant}, which says who is onboarded.`;
      throw new ClientError('NO_WORKER', what, 'Start a worker (onboard worker), then give the same command again.');
    }
  };
  return readLedger((shard, request) => guarded(() => ask(shard, request)));
}
