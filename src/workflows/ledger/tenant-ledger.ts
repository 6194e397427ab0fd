import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type { Arrivals, Departures, LedgerInput, LedgerPage } from '../../domain/run/ledger';
import { messages } from '../../domain/run/names';
import { LedgerBook } from './ledger-book';
import { listenQuery, listenSignal } from '../messages/listen';
import { arrivals, departures, pageNumber } from '../messages/shapes';
import { ledgerInput } from '../messages/inputs';
import { requireInput } from '../messages/require-input';

const onboarded = defineSignal<[Arrivals]>(messages.onboarded);
const offboarded = defineSignal<[Departures]>(messages.offboarded);
const forget = defineSignal<[Departures]>(messages.forget);
const members = defineQuery<LedgerPage, [number | null | undefined]>(messages.members);

/** One event each; the history is cut long before Temporal would ask for it, for it is read again at every query. */
const mostSignals = 1_000;

/**
 * Knows who was onboarded for a tenant at a place and not offboarded since. It is written by signals of runs that end, and
 * open as long as somebody is known: no retention time ends it.
 */
export async function tenantLedger(input: LedgerInput): Promise<void> {
  requireInput(ledgerInput, input);
  const book = new LedgerBook(input);
  let signals = 0;
  let anew = false;
  const note = (): void => {
    signals += 1;
    setCurrentDetails(`${book.size} users`);
  };
  listenQuery(members, pageNumber, (page) => book.page(page ?? 0));
  listenSignal(onboarded, arrivals, ({ users, at }) => {
    book.arrive(users, at);
    note();
  });
  listenSignal(offboarded, departures, ({ users }) => {
    book.depart(users);
    note();
  });
  // What this history says of them goes on nowhere: it ends here, and can be deleted.
  listenSignal(forget, departures, ({ users }) => {
    book.depart(users);
    anew = true;
    note();
  });
  if (input.rows === undefined) await condition(() => signals > 0);
  const long = () => anew || signals >= mostSignals || workflowInfo().continueAsNewSuggested;
  await condition(() => book.size === 0 || long());
  // No signal gets lost: one that comes with the end makes the server call for this decision again.
  await condition(allHandlersFinished);
  if (book.size === 0) return;
  const { tenant, target } = input;
  await continueAsNew<typeof tenantLedger>({ tenant, target, ...book.handOver() });
}
