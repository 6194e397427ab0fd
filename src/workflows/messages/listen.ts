import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import {
  CancellationScope,
  isCancellation,
  log,
  proxySinks,
  type QueryDefinition,
  setHandler,
  type SignalDefinition,
  workflowInfo,
} from '@temporalio/workflow';

import { refusals } from '../../domain/run/user-slice';
import { type Check, passes } from './checks';

// The only doors of a workflow. Anybody may send a message, and in the Web UI a person writes its argument: what has another
// shape is none. A handler that threw something unexpected would keep its workflow from ever going on.

/** What a worker is told of a message that was refused; `message`: its name. */
export interface RefusedMessage {
  readonly kind: 'signal' | 'update' | 'query';
  readonly message: string;
}

/** How a worker hears of it. The workflow's own meter measures nothing in a query. */
export type RefusalSinks = { readonly onboarding: { refused(message: RefusedMessage): void } };

const { onboarding } = proxySinks<RefusalSinks>();

/** Takes a signal; one of another shape is ignored and counted. */
export function listenSignal<T>(
  signal: SignalDefinition<[T]>,
  shape: Check<T>,
  handle: (value: T) => void | Promise<void>,
): void {
  setHandler(signal, (value: unknown) =>
    passes(shape, value) ? handle(value) : ignore(signal.name, shape(value, '') ?? ''),
  );
}

/** Answers a query; one whose argument has another shape is refused with UPDATE_REFUSED, and counted. */
export function listenQuery<R, T>(query: QueryDefinition<R, [T]>, shape: Check<T>, answer: (value: T) => R): void {
  setHandler(query, (value: unknown) => {
    if (passes(shape, value)) return answer(value);
    throw refused({ kind: 'query', message: query.name }, shape(value, '') ?? '');
  });
}

/** What an operator asks for. */
export interface Order<R, T> {
  readonly shape: Check<T>;
  /** Why it cannot be done now; undefined when it can. */
  readonly refusal?: (value: T) => string | undefined;
  readonly carryOut: (value: T) => R | Promise<R>;
}

/**
 * Takes an update; one that cannot be done, or comes after the workflow was asked to cancel, is refused with UPDATE_REFUSED
 * and the reason, and counted.
 */
export function listenUpdate<R, T>(update: UpdateDefinition<R, [T]>, order: Order<R, T>): void {
  const refusalOf = refuser(order);
  setHandler(update, order.carryOut, {
    validator: (value: unknown) => {
      const refusal = refusalOf(value);
      if (refusal !== undefined) throw refused({ kind: 'update', message: update.name }, refusal);
    },
  });
}

/** An order as an update, and as a signal of the same name: for a run that has used up its updates. */
interface OrderMessages<R, T> {
  readonly update: UpdateDefinition<R, [T]>;
  readonly signal: SignalDefinition<[T]>;
}

/** Takes an order either way; as a signal, one that cannot be done is ignored and counted. */
export function listenOrder<R, T>({ update, signal }: OrderMessages<R, T>, order: Order<R, T>): void {
  listenUpdate(update, order);
  const refusalOf = refuser(order);
  setHandler(signal, async (value: unknown) => {
    const refusal = refusalOf(value);
    if (refusal !== undefined) return ignore(signal.name, refusal);
    if (passes(order.shape, value)) await unlessCancelled(async () => order.carryOut(value));
  });
}

function refuser<R, T>({ shape, refusal }: Order<R, T>): (value: unknown) => string | undefined {
  const scope = CancellationScope.current();
  return (value) => {
    if (scope.consideredCancelled) return refusals.cancelled;
    return passes(shape, value) ? refusal?.(value) : shape(value, '');
  };
}

/** Nobody waits for the answer to a signal, and a cancellation that left its handler would end the workflow. */
async function unlessCancelled(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
}

/** Whoever sent a signal does not hear why it was for nothing. */
function ignore(signal: string, reason: string): void {
  count({ kind: 'signal', message: signal });
  log.warn('a signal was ignored', { signal, reason });
}

function refused(message: RefusedMessage, reason: string): ApplicationFailure {
  count(message);
  return ApplicationFailure.nonRetryable(reason, 'UPDATE_REFUSED');
}

function count(message: RefusedMessage): void {
  if (!workflowInfo().unsafe.isReplayingHistoryEvents) onboarding.refused(message);
}
