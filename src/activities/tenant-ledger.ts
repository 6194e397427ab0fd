import { Context } from '@temporalio/activity';
import {
  compareWanted,
  type LedgerComparison,
  type LedgerQuestion,
  type LedgerRecord,
  rowOf,
  type ShardRecord,
} from '../domain/run/ledger';
import { userId } from '../domain/tenant/person';
import { enter, type LedgerPlace, pagesOf, strike } from './ledger-access';

// Each throws what Temporal's client throws, which is tried again.

/** Less than an attempt may take, in ms. */
const attemptMs = 25_000;

/** Writes into a tenant's ledger who came or went, and starts it, where the asker runs, when there is none. */
export function recordInLedger({ change, users, at, ...ledger }: LedgerRecord): Promise<void> {
  if (change === 'offboarded') {
    return strike(
      inTime(ledger),
      users.map(({ record }) => userId(record)),
    );
  }
  return enter(
    inTime(ledger),
    users.map((user) => rowOf(user, at)),
  );
}

/** Writes the rows into a shard of a ledger. */
export function enterInShard({ shard, rows, ...ledger }: ShardRecord): Promise<void> {
  return enter(inTime(ledger), rows, shard);
}

/** Compares who is wanted with a tenant's ledger. */
export function compareWithLedger({ wanted, ...ledger }: LedgerQuestion): Promise<LedgerComparison> {
  return compareWanted(
    wanted,
    pagesOf(reached(ledger), () => Context.current().heartbeat()),
  );
}

function inTime(ledger: Pick<LedgerPlace, 'tenant' | 'target'>): LedgerPlace {
  return { ...reached(ledger), until: Date.now() + attemptMs };
}

function reached({ tenant, target }: Pick<LedgerPlace, 'tenant' | 'target'>): LedgerPlace {
  const { client, info } = Context.current();
  return { client, taskQueue: info.taskQueue, tenant, target };
}
