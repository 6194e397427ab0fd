import type { UpdateDefinition } from '@temporalio/common';
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineUpdate,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type Arrivals,
  defaultLedgerPolicy,
  type Departures,
  type LedgerAnswer,
  type LedgerInput,
  type LedgerPage,
  longestShard,
  type MembersRequest,
  shardsBelow,
} from '../../domain/run/ledger';
import { messages } from '../../domain/run/names';
import type { Check } from '../messages/checks';
import { ledgerInput } from '../messages/inputs';
import { listenQuery, listenUpdate } from '../messages/listen';
import { requireInput } from '../messages/require-input';
import { arrivals, departures, membersRequest } from '../messages/shapes';
import { handOverTo } from './hand-over';
import { LedgerBook } from './ledger-book';

const onboarded = defineUpdate<LedgerAnswer, [Arrivals]>(messages.onboarded);
const offboarded = defineUpdate<LedgerAnswer, [Departures]>(messages.offboarded);
const forget = defineUpdate<LedgerAnswer, [Departures]>(messages.forget);
const members = defineQuery<LedgerPage, [MembersRequest | null | undefined]>(messages.members);

/** Five events each; Temporal takes 2,000 updates, and the history is read again by a worker that is new to it. */
const mostChanges = 500;

/** Who asked before it was divided writes to it still: to end at the first of them would turn away the others. */
const lateComers = '10 seconds';

/**
 * Knows who was onboarded for a tenant at a place and not offboarded since, or one shard of it. It is written by updates of
 * runs that end, and open as long as somebody is known: no retention time ends it. When it holds too much it divides: each of
 * its shards is a workflow of its own, and it stays open to say so, for ever.
 */
export async function tenantLedger(input: LedgerInput): Promise<void> {
  requireInput(ledgerInput, input);
  const { shard = '', policy = defaultLedgerPolicy } = input;
  const book = new LedgerBook(input.rows);
  let divided = input.divided ?? false;
  let changes = 0;
  let anew = false;
  const shards = () => (divided ? shardsBelow(shard) : []);
  const isFull = () => !divided && book.exceeds(policy) && shard.length < longestShard;
  const tell = (): void => setCurrentDetails(divided ? 'divided into shards' : `${book.size} users`);

  /** Waits while it divides: what is noted then would be in no shard. */
  function listen<T>(update: UpdateDefinition<LedgerAnswer, [T]>, shape: Check<T>, note: (change: T) => void): void {
    const carryOut = async (change: T): Promise<LedgerAnswer> => {
      while (isFull()) await condition(() => !isFull());
      changes += 1;
      // What this history says of them goes on nowhere: it ends here, and can be deleted.
      if (update.name === messages.forget) anew = true;
      if (!divided) note(change);
      tell();
      return { shards: shards() };
    };
    listenUpdate(update, { shape, carryOut });
  }

  listenQuery(members, membersRequest, (asked) => ({ ...book.page(asked ?? {}), shards: shards() }));
  listen(onboarded, arrivals, ({ rows }) => book.enter(rows));
  listen(offboarded, departures, ({ ids }) => book.strike(ids));
  listen(forget, departures, ({ ids }) => book.strike(ids));
  tell();

  // A ledger that is divided keeps nothing of persons, not even what came too late.
  const isLong = () => anew || changes >= (divided ? 1 : mostChanges) || workflowInfo().continueAsNewSuggested;
  const isOver = () => !divided && book.size === 0;
  await condition(() => isFull() || isOver() || isLong());
  if (isFull()) {
    await Promise.all([...book.divide(shard)].map(([below, rows]) => handOverTo({ ...input, shard: below, rows })));
    divided = true;
    book.clear();
  } else if (divided) {
    await condition(() => anew || changes >= mostChanges, lateComers);
  }
  await condition(allHandlersFinished);
  if (isOver()) return;
  await continueAsNew<typeof tenantLedger>({ ...input, rows: book.handOver(), divided });
}
