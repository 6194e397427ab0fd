import { log, proxyActivities } from '@temporalio/workflow';
import type { OnboardingActivities } from '../../domain/run/activities';
import type { DrainReport } from '../../domain/run/outcome';
import type { DrainInput } from '../../domain/tenant/secret-source';
import { drainPolicy } from '../state/policies';
import type { TenantRun } from '../state/tenant-run';
import { type Reason, reasonOf } from '../state/user-failure';

/** Removes completed users from the secrets they came from. */
export class Drain {
  private readonly run: TenantRun;
  /** What slices removed of their own users. */
  private readonly others: { readonly drained: readonly Omit<DrainReport, 'secrets'>[] };
  private readonly drained = new Set<string>();
  private removed = 0;
  private failure: Reason | undefined;

  constructor(run: TenantRun, others: Drain['others'] = { drained: [] }) {
    this.run = run;
    this.others = others;
  }

  /** Never rejects: a failure is reported, it doesn't undo what was achieved. */
  async carryOut(): Promise<void> {
    if (this.run.secrets.length === 0) return;
    const fresh = this.run.completedUsers().filter(({ key }) => !this.drained.has(key));
    if (fresh.length === 0) return;
    for (const { key } of fresh) this.drained.add(key);
    // As they came in, and so as the secret has them.
    const users = fresh.map((user) => this.run.cameIn(user)).map(({ kind, record }) => ({ kind, record }));
    for (const source of this.run.secrets) await this.drainOne({ source, users });
  }

  /** Undefined for users that came from no secret. */
  report(): DrainReport | undefined {
    const { secrets } = this.run;
    if (secrets.length === 0) return undefined;
    const { drained } = this.others;
    const removed = drained.reduce((sum, slice) => sum + slice.removed, this.removed);
    const failure = this.failure ?? drained.find((slice) => slice.failure !== undefined)?.failure;
    return { secrets, removed, ...(failure === undefined ? {} : { failure }) };
  }

  private async drainOne(input: DrainInput): Promise<void> {
    const summary = 'Remove completed users from their secret';
    const { drainSecret } = proxyActivities<OnboardingActivities>({ ...drainPolicy, summary });
    try {
      this.removed += (await drainSecret(input)).removed;
    } catch (error) {
      this.failure = reasonOf(error);
      log.error('draining the secret failed', { code: this.failure.code });
    }
  }
}
