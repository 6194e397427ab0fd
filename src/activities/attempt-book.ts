import type { Context } from '@temporalio/activity';
import { TargetError } from '../targets/contract/target';

/** What attempts met in a row, and made for the time of the run; it travels in the heartbeat to the next attempt, wherever that runs. */
export interface Troubles {
  /** Answers outside the contract in a row. */
  readonly strange: number;
  /** An outage since when (ms since the epoch). */
  readonly downSince: number | undefined;
  readonly leases: readonly string[];
}

/** What the attempt before left in its heartbeat. */
export function troublesBefore({ info }: Context): Troubles {
  const details: unknown = info.heartbeatDetails;
  if (typeof details !== 'object' || details === null) return { strange: 0, downSince: undefined, leases: [] };
  const strange = 'strange' in details && typeof details.strange === 'number' ? details.strange : 0;
  const downSince = 'downSince' in details && typeof details.downSince === 'number' ? details.downSince : undefined;
  const leases = 'leases' in details && Array.isArray(details.leases) ? details.leases : [];
  return { strange, downSince, leases: leases.filter((lease) => typeof lease === 'string') };
}

/** The leases of a step: those of attempts before, and of this one. */
export interface LeaseRecord {
  readonly leases: ReadonlySet<string>;
  /** Tells the server that the attempt is alive, and what it knows. */
  readonly beat: () => void;
  readonly report: (name: string) => Promise<void>;
  readonly withdraw: (name: string) => void;
}

export function leaseRecord(context: Context, before: Troubles): LeaseRecord {
  const leases = new Set(before.leases);
  const details = () => ({ ...before, leases: [...leases] });
  const beat = () => context.heartbeat(details());
  return {
    leases,
    beat,
    async report(name) {
      if (leases.has(name)) return;
      leases.add(name);
      // Ordinary heartbeats are gathered and sent later: what comes next may not happen before the server has this one.
      beat();
      await sendNow(context, details());
    },
    withdraw(name) {
      if (!before.leases.includes(name)) leases.delete(name);
    },
  };
}

/** The server has the heartbeat all the same, and says what else it wants of the attempt. */
const taken: readonly string[] = ['ActivityCancelledError', 'ActivityPausedError', 'ActivityResetError'];

/** Throws LEASE_NOT_RECORDED when the server does not take it. */
async function sendNow({ client, info }: Context, details: object): Promise<void> {
  try {
    await client.activity.heartbeat(info.taskToken, details);
  } catch (error) {
    if (error instanceof Error && taken.includes(error.name)) return;
    throw new TargetError('LEASE_NOT_RECORDED', 'write down what is about to be made: Temporal did not take it');
  }
}
