import { log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { OnboardingActivities } from '../../domain/run/activities';
import type { FailureCode } from '../../domain/failures/failures';
import { noticeLabel, type NoticeWish, type RunEnded } from '../../domain/run/notice';
import type { NoticeReport, TenantResult } from '../../domain/run/outcome';
import { notifyPolicy } from '../state/policies';
import { settleAll } from '../state/settle-all';
import type { TenantRun } from '../state/tenant-run';
import { type Reason, reasonOf } from '../state/user-failure';

/** Tells those who wished it that a run has ended. */
export class Notices {
  private readonly run: TenantRun;
  private readonly reports = new Map<string, NoticeReport>();
  private told = 0;

  constructor(run: TenantRun) {
    this.run = run;
  }

  /** Never rejects: a failure is reported, it changes nothing about the run. */
  async tell(result: TenantResult): Promise<void> {
    await this.tellAll({ ...this.endOf(result), status: result.status, leftovers: leftoversOf(result) }, result);
  }

  /** Likewise, of a run that failed before any user was touched. */
  async tellFailure(error: Reason): Promise<void> {
    const result = this.run.result(undefined);
    await this.tellAll({ ...this.endOf(result), status: 'failed', error, leftovers: [] }, result);
  }

  /** In the order in which it was wished; undefined when nobody was to be told. */
  report(): readonly NoticeReport[] | undefined {
    const reports = this.run.notify.flatMap(({ to }) => this.reports.get(noticeLabel(to)) ?? []);
    return reports.length === 0 ? undefined : reports;
  }

  private endOf({ tenant, target, counts, changed, failed }: TenantResult) {
    const { workflowId, runId } = workflowInfo();
    const codes: Partial<Record<FailureCode, number>> = {};
    for (const { code } of failed) codes[code] = (codes[code] ?? 0) + 1;
    return { tenant, target, counts, changed, codes, workflowId, runId };
  }

  private async tellAll(ended: RunEnded, { failed }: TenantResult): Promise<void> {
    const wishes = this.run.notify;
    if (wishes.length === 0) return;
    this.run.phase = 'cleaning-up';
    this.told += 1;
    // A run that got more users while it told of its end ends, and tells, once more.
    const id = `${ended.runId}/${this.told}`;
    await settleAll(wishes.map((wish) => this.tellOne(wish, id, wish.users === true ? { ...ended, failed } : ended)));
  }

  private async tellOne({ to }: NoticeWish, id: string, ended: RunEnded): Promise<void> {
    const label = noticeLabel(to);
    const { notifyEnd } = proxyActivities<OnboardingActivities>({ ...notifyPolicy, summary: `Notify ${label}` });
    try {
      await notifyEnd({ to, id, time: new Date().toISOString(), ended });
      this.reports.set(label, { to: label });
    } catch (error) {
      const failure = reasonOf(error);
      this.reports.set(label, { to: label, failure });
      log.warn('the end of the run could not be told', { code: failure.code });
    }
  }
}

function leftoversOf({ cleanupFailure, drain }: TenantResult): RunEnded['leftovers'] {
  return [
    ...(cleanupFailure === undefined ? [] : [{ what: 'target', code: cleanupFailure.code } as const]),
    ...(drain?.failure === undefined ? [] : [{ what: 'secret', code: drain.failure.code } as const]),
  ];
}
