import type { Context } from '@temporalio/activity';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import {
  type Arrivals,
  dealt,
  type Departures,
  idIn,
  type LedgerAnswer,
  type LedgerInput,
  type LedgerPage,
  type LedgerRow,
  type Member,
  type MembersRequest,
  readLedger,
} from '../domain/run/ledger';
import { ledgerId, ledgerSummary, ledgerType, messages } from '../domain/run/names';
import type { TargetRef } from '../domain/tenant/target-ref';

/** Whose ledger, and how it is reached; what is not there yet is started on the task queue. */
export interface LedgerPlace {
  readonly client: Context['client'];
  readonly taskQueue: string;
  readonly tenant: string;
  readonly target: TargetRef;
  /** In ms since the epoch: what is not written by then is given up, and comes never, not after what followed it. */
  readonly until?: number;
}

/** How long Temporal and a worker may take for an answer, in ms. */
const answerMs = 25_000;

/** Writes rows into a ledger, or one shard of it, and starts it when there is none. Written twice is written once. */
export function enter(place: LedgerPlace, rows: readonly LedgerRow[], shard = ''): Promise<void> {
  const write: Write<LedgerRow> = async (at, part) => {
    for (;;) {
      const answer = await update<Arrivals>({ place, shard: at }, messages.onboarded, { rows: part });
      if (answer !== undefined || (await starts(place, at, part))) return answer;
    }
  };
  return writeInto({ place, shard, idOf: idIn, write }, rows);
}

/** Strikes out who left, by id. Where there is no ledger, nobody is to be struck out. */
export function strike(place: LedgerPlace, ids: readonly string[]): Promise<void> {
  const write: Write<string> = (at, part) =>
    update<Departures>({ place, shard: at }, messages.offboarded, { ids: part });
  return writeInto({ place, shard: '', idOf: (id) => id, write }, ids);
}

/** The members of a ledger, page by page; one that is not there knows nobody. `onPage`: before each question. */
export function pagesOf(place: LedgerPlace, onPage: () => void = () => undefined): AsyncGenerator<readonly Member[]> {
  return readLedger((shard, request) => {
    onPage();
    return pageOf(place, shard, request);
  });
}

/** Writes to the workflow of a shard; undefined when none is open. */
type Write<T> = (shard: string, entries: readonly T[]) => Promise<LedgerAnswer | undefined>;

interface Shard {
  readonly place: LedgerPlace;
  readonly shard: string;
}

interface Writing<T> extends Shard {
  readonly idOf: (entry: T) => string;
  readonly write: Write<T>;
}

/** Asks first where the members are: a question costs no event, and who is divided hears nothing of persons. */
async function writeInto<T>(writing: Writing<T>, entries: readonly T[]): Promise<void> {
  const { place, shard, idOf, write } = writing;
  const known = await pageOf(place, shard, { most: 0 });
  const isDivided = known !== undefined && known.shards.length > 0;
  const answer = isDivided ? known : await write(shard, entries);
  if (answer === undefined || answer.shards.length === 0) return;
  const parts = [...dealt(entries, shard, idOf)];
  const ends = await Promise.allSettled(parts.map(([below, part]) => writeInto({ ...writing, shard: below }, part)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

function pageOf(place: LedgerPlace, shard: string, request: MembersRequest): Promise<LedgerPage | undefined> {
  const handle = handleOf(place, shard);
  return ifThere(place, () => handle.query<LedgerPage, [MembersRequest]>(messages.members, request));
}

function update<T>({ place, shard }: Shard, message: string, change: T): Promise<LedgerAnswer | undefined> {
  const handle = handleOf(place, shard);
  return ifThere(place, () => handle.executeUpdate<LedgerAnswer, [T]>(message, { args: [change] }));
}

function handleOf({ client, target, tenant }: LedgerPlace, shard: string) {
  return client.workflow.getHandle(ledgerId(target, tenant, shard));
}

async function ifThere<T>({ client, until }: LedgerPlace, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await client.withDeadline(until ?? Date.now() + answerMs, work);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Whether it was not there, and was started with these rows: somebody else may have been quicker. */
async function starts(place: LedgerPlace, shard: string, rows: readonly LedgerRow[]): Promise<boolean> {
  const { client, taskQueue, tenant, target } = place;
  const input: LedgerInput = { tenant, target, rows, ...(shard !== '' && { shard }) };
  try {
    await client.workflow.start(ledgerType, {
      workflowId: ledgerId(target, tenant, shard),
      taskQueue,
      args: [input],
      staticSummary: ledgerSummary(target, tenant, shard),
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
