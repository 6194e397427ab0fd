import type { ActivityOptions } from '@temporalio/common';
import { ActivityCancellationType, workflowInfo } from '@temporalio/workflow';
import type { RunOptions } from '../../domain/run/run';

// Every time-out and retry of the process. Activities choose their own delay between attempts (nextRetryDelay:
// jittered backoff, the target's Retry-After, or the poll interval); what stands here bounds them.

const attempt: ActivityOptions = {
  // One attempt is at most a few requests of 10 s each, and short pauses for reads that lag behind writes.
  startToCloseTimeout: '60 seconds',
  // A worker that died is noticed this soon; workers report every second.
  heartbeatTimeout: '5 seconds',
  // Only attempts that never reported use these: a dead worker's step is taken over after a second.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '60 seconds' },
  // A running request ends before its step counts as cancelled; a waiting step is cancelled at once.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
};

/** For whom a workflow works and how urgent that is; the server tells it to an activity's queue, but not to its worker. */
export function asUrgent(): Pick<ActivityOptions, 'priority'> {
  const { priority } = workflowInfo();
  return priority === undefined ? {} : { priority };
}

/** An ordinary step: outages of the target are waited for. */
export function stepPolicy(options: RunOptions): ActivityOptions {
  return { ...attempt, ...asUrgent(), scheduleToCloseTimeout: options.stepTimeoutMs };
}

/** The synchronisation has its own bound; what an outage takes of it is given back (wait-out.ts). */
export function awaitPolicy(options: RunOptions): ActivityOptions {
  return { ...attempt, ...asUrgent(), scheduleToCloseTimeout: options.syncTimeoutMs };
}

/** Nothing has been touched yet, so a target that stays unready ends the run soon. */
export function preparePolicy(options: RunOptions): ActivityOptions {
  return { ...attempt, ...asUrgent(), scheduleToCloseTimeout: options.readyTimeoutMs };
}

/** Asks a target that was out of order whether it is back; the activity chooses the delay between its tries. */
export function probePolicy(leftMs: number): ActivityOptions {
  return { ...attempt, ...asUrgent(), scheduleToCloseTimeout: leftMs };
}

/** One more look after a wait's time is up: it waits for a worker, and fails with what it sees. */
export function lookOnce(options: RunOptions): ActivityOptions {
  return { ...stepPolicy(options), retry: { maximumAttempts: 1 } };
}

/** Between the rounds of a wait in an outage, so that a day of it stays a short history: five seconds to an hour. */
export function outagePauseMs(rounds: number): number {
  return Math.min(5_000 * 2 ** rounds, 3_600_000);
}

/** Long enough for an outage of the secret store; what is not removed then is removed by the next run. */
export const drainPolicy: ActivityOptions = { ...attempt, scheduleToCloseTimeout: '1 hour' };

/** The run's result waits for this, so a receiver that is down may not hold it up for longer. */
export const notifyPolicy: ActivityOptions = { ...attempt, scheduleToCloseTimeout: '10 minutes' };

/** Long enough for a short outage, short enough that a run ends on the day it started. */
export const releasePolicy: ActivityOptions = { ...attempt, scheduleToCloseTimeout: '1 hour' };

/** Asking a team's writer is one signal; an attempt is over long before its worker could be missed. */
export function askPolicy(options: RunOptions): ActivityOptions {
  const { retry } = stepPolicy(options);
  return { startToCloseTimeout: '10 seconds', scheduleToCloseTimeout: options.stepTimeoutMs, ...(retry && { retry }) };
}

const temporalItself: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '60 seconds' },
};

/** Writes down what became of users, in the history of the slice itself. */
export const keepPolicy = { startToCloseTimeout: '10 seconds' } as const;

/** Asks Temporal alone, which runs the activity too: as long as an outage may take, for what is not written is forgotten. */
export const ledgerPolicy: ActivityOptions = { ...temporalItself, scheduleToCloseTimeout: '24 hours' };

/** A ledger hands members over to its shards: what is not handed over is forgotten, so it is tried for as long as it takes. */
export const handOverPolicy: ActivityOptions = temporalItself;

/** Nothing has been done yet: a synchronisation that cannot begin ends soon. A ledger of 100,000 users is some 300 workflows. */
export const compareLedgerPolicy: ActivityOptions = {
  ...temporalItself,
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '60 seconds',
  scheduleToCloseTimeout: '10 minutes',
};

/** A run asks before it begins; Temporal alone answers, and whether there is a window is soon known. */
export const askMaintenancePolicy: ActivityOptions = { ...temporalItself, scheduleToCloseTimeout: '10 minutes' };

/** Ends with the run, or with the window, whose own time is bounded by a year: the activity chooses the delay between its looks. */
export const awaitMaintenancePolicy: ActivityOptions = { ...temporalItself, scheduleToCloseTimeout: '366 days' };

/** How long after one look at a maintenance window a run looks again, in ms: so long it starts users, or waits, unaware. */
export function maintenancePollMs(
  until: 'begun' | 'ended',
  { pollIntervalMs }: Pick<RunOptions, 'pollIntervalMs'>,
): number {
  return Math.min(until === 'begun' ? 6 * pollIntervalMs : pollIntervalMs, 30_000);
}

/** Waits for another run of a person or a tenant to end. */
export function turnPolicy(patienceMs: number): ActivityOptions {
  return { ...temporalItself, scheduleToCloseTimeout: patienceMs };
}

/** How long a synchronisation waits for a run of the tenant that is open, in ms. */
export const syncPatienceMs = 15 * 60_000;

/**
 * Bounds one write of a team by the patience of those who wait for it, so that they hear why it takes so long. A worker that
 * is only slow must not be taken for dead: its write would come after the next one's.
 */
export function teamWritePolicy(patienceMs: number): ActivityOptions {
  return { ...attempt, heartbeatTimeout: '15 seconds', scheduleToCloseTimeout: patienceMs };
}

/** How long an answer is waited for before the writer is asked again: it may be gone. A minute, then longer, for a short history. */
export function answerWaitMs(rounds: number): number {
  return 60_000 * 2 ** rounds;
}

/** Until written memberships are looked at again while nobody asks: soon, for users count as done, then ever later. */
export function lookAgainMs(looks: number): number {
  return 4_000 * 2 ** looks;
}

/** How a team's writer and those who wait for it go about it. */
export const teamWriterTimes = {
  // Users of one run come within moments of each other: written together they cost one write.
  gather: '200 milliseconds',
  // In an outage those who wait hear of it this often, and ask again.
  longestMs: 300_000,
  // A write may be under way before the one that is waited for.
  answerSlackMs: 360_000,
  // A request that was being written when its run was cancelled is at most four reads and writes away from its end.
  lastWord: '30 seconds',
  idle: '10 seconds',
  // Some 40 events each, and three for each user: far from the 4,096 at which a history is to be cut.
  mostWrites: 50,
} as const;
