import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import {
  type Arrivals,
  compareWanted,
  type Departures,
  emptyLedger,
  type Ledger,
  type LedgerComparison,
  type LedgerInput,
  type LedgerPage,
  type LedgerQuestion,
  type LedgerRecord,
  readLedger,
} from '../domain/run/ledger';
import { ledgerId, ledgerType, messages, targetPlace } from '../domain/run/names';

/**
 * Writes into a tenant's ledger who came or went, and starts it, where the asker runs, when there is none. Written twice is
 * written once. Throws what Temporal's client throws, which is tried again.
 */
export async function recordInLedger({ tenant, target, change, users, at }: LedgerRecord): Promise<void> {
  const workflowId = ledgerId(target, tenant);
  if (change === 'offboarded') return strike(workflowId, { users });
  const { client, info } = Context.current();
  const input: LedgerInput = { tenant, target };
  const arrivals: Arrivals = { users, at };
  await client.workflow.signalWithStart(ledgerType, {
    workflowId,
    taskQueue: info.taskQueue,
    args: [input],
    signal: messages.onboarded,
    signalArgs: [arrivals],
    staticSummary: `Who is onboarded for ${tenant} → ${targetPlace(target)}`,
  });
}

/** Where there is no ledger, nobody is to be struck out. */
async function strike(workflowId: string, departures: Departures): Promise<void> {
  try {
    await Context.current().client.workflow.getHandle(workflowId).signal(messages.offboarded, departures);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** Reads a tenant's ledger; one that is not there knows nobody. Throws what Temporal's client throws, which is tried again. */
export async function compareWithLedger({ tenant, target, wanted }: LedgerQuestion): Promise<LedgerComparison> {
  return compareWanted(wanted, await ledgerOf(ledgerId(target, tenant)));
}

async function ledgerOf(workflowId: string): Promise<Ledger> {
  const handle = Context.current().client.workflow.getHandle(workflowId);
  try {
    return await readLedger((page) => handle.query<LedgerPage, [number]>(messages.members, page));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return emptyLedger;
    throw error;
  }
}
