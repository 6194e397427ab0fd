import { log, proxyActivities } from '@temporalio/workflow';
import type { OnboardingActivities } from '../../domain/run/activities';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { User } from '../../domain/tenant/user';
import { ledgerPolicy } from '../state/policies';
import type { TenantRun } from '../state/tenant-run';
import { reasonOf } from '../state/user-failure';

/** Users in one call: a hundred bytes each as a rule, at most a thousand. */
const batchSize = 100;

/** Writes a run's users who completed into the tenant's ledger, each once. */
export class LedgerEntry {
  private readonly run: TenantRun;
  private readonly target: TargetRef;
  private readonly recorded = new Set<string>();

  constructor(run: TenantRun, target: TargetRef) {
    this.run = run;
    this.target = target;
  }

  /** Never rejects: what could not be written is logged, and written by the next run of these users. */
  async carryOut(): Promise<void> {
    const fresh = this.run.completedUsers().filter(({ key }) => !this.recorded.has(key));
    for (let first = 0; first < fresh.length; first += batchSize) {
      await this.record(fresh.slice(first, first + batchSize));
    }
  }

  private async record(users: readonly User[]): Promise<void> {
    const { tenant, direction } = this.run;
    const { target } = this;
    const change = direction === 'onboard' ? 'onboarded' : 'offboarded';
    const summary = `Record ${users.length} ${change}`;
    const { recordInLedger } = proxyActivities<OnboardingActivities>({ ...ledgerPolicy, summary });
    try {
      await recordInLedger({ tenant, target, change, users, at: new Date().toISOString() });
      for (const { key } of users) this.recorded.add(key);
    } catch (error) {
      log.error('the ledger could not be written', { tenant, users: users.length, code: reasonOf(error).code });
    }
  }
}
