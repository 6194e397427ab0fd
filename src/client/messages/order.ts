import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { messages } from '../../domain/run/names';
import type { StatusPage } from '../../domain/run/outcome';
import type { StatusRequest } from '../../domain/run/run';
import { askUntilHeard } from '../temporal/ask-until-heard';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import { guarded, hasNoUpdatesLeft, isDeadline } from '../temporal/grpc-errors';
import { handleOf, type RunId, type TenantHandle } from '../temporal/run-ref';

/** An order that a run takes as an update, and as a signal of the same name. */
export interface Order<T> {
  readonly update: () => Promise<T>;
  readonly message: string;
  readonly argument?: unknown;
  /** Why the run would refuse it as it stands: nobody hears that of a signal. */
  readonly refusal: (page: StatusPage) => string | undefined;
  /** Whether it has been carried out. */
  readonly done: (page: StatusPage) => boolean;
  readonly answer: (page: StatusPage) => T;
}

export const acceptMs = 15_000;
const betweenLooksMs = 200;

/**
 * Gives a run an order. Temporal lets a run have some 2,000 updates in all: after those the order is given by signal, and the
 * run is looked at until it has heard it. Throws `ClientError` RUN_NOT_FOUND, RUN_REFUSED, NO_WORKER.
 */
export async function giveOrder<T>(temporal: Temporal, run: RunId, order: Order<T>): Promise<T> {
  try {
    return await guarded(order.update);
  } catch (error) {
    if (isDeadline(error)) throw noWorker().because(error);
    if (!hasNoUpdatesLeft(error)) throw error;
    return bySignal(temporal, run, order);
  }
}

/** An update of a run: asked again under the same id, the run answers again and does nothing twice. */
export type Ask<T> = (handle: TenantHandle, updateId: string) => Promise<T>;

/** Sends an update until the run has heard it. */
export function untilHeard<T>(temporal: Temporal, run: RunId, ask: Ask<T>): Promise<T> {
  const updateId = randomUUID();
  const asking = { workflowId: run.workflowId, patienceMs: acceptMs };
  return askUntilHeard(temporal, asking, () => ask(handleOf(temporal, run), updateId));
}

/** Gives a run an update that has no signal beside it. Throws `ClientError` RUN_NOT_FOUND, RUN_REFUSED, NO_WORKER. */
export async function giveUpdate<T>(temporal: Temporal, run: RunId, ask: Ask<T>): Promise<T> {
  try {
    return await guarded(() => untilHeard(temporal, run, ask));
  } catch (error) {
    throw isDeadline(error) ? noWorker().because(error) : error;
  }
}

async function bySignal<T>(temporal: Temporal, run: RunId, order: Order<T>): Promise<T> {
  const { message, argument, refusal, done, answer } = order;
  const reason = refusal(await look(temporal, run));
  if (reason !== undefined) {
    throw new ClientError('RUN_REFUSED', `The run refused: ${reason}.`, 'See onboard status for its state.');
  }
  await guarded(() => handleOf(temporal, run).signal(message, ...(argument === undefined ? [] : [argument])));
  for (const deadline = Date.now() + acceptMs; Date.now() < deadline; await pause(betweenLooksMs)) {
    const page = await look(temporal, run);
    if (done(page)) return answer(page);
  }
  throw noWorker();
}

function look(temporal: Temporal, run: RunId): Promise<StatusPage> {
  return guarded(() =>
    temporal.client.withDeadline(Date.now() + acceptMs, () =>
      handleOf(temporal, run).query<StatusPage, [StatusRequest]>(messages.status, { page: 0, pageSize: 1 }),
    ),
  );
}

export function noWorker(): ClientError {
  const remedy = 'Start a worker (onboard worker), then give the same command again.';
  return new ClientError('NO_WORKER', 'No worker answered for the open run.', remedy);
}
