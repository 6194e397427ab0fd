import { log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { OnboardingActivities } from '../../domain/run/activities';
import { noticeLabel, type NoticeWish, type RunEnded } from '../../domain/run/notice';
import type { FailedUser, NoticeReport, TenantResult } from '../../domain/run/outcome';
import { notifyPolicy } from '../state/policies';
import type { TenantRun } from '../state/tenant-run';
import { type Reason, reasonOf } from '../state/user-failure';

/** Tells those who wished it that a run has ended. */
export class Notices {
  private readonly run: TenantRun;
  private reports: readonly NoticeReport[] = [];
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
    return this.reports.length === 0 ? undefined : this.reports;
  }

  private endOf({ tenant, target, counts, changed }: TenantResult) {
    const { workflowId, runId } = workflowInfo();
    return { tenant, target, counts, changed, codes: this.run.codes(), workflowId, runId };
  }

  private async tellAll(ended: RunEnded, { failed }: TenantResult): Promise<void> {
    const { notify } = this.run;
    if (notify.length === 0) return;
    this.run.phase = 'cleaning-up';
    // A run that got more users while it told of its end ends, and tells, once more.
    this.told += 1;
    this.reports = await tellEverybody({ notify, ended, failed, time: this.told });
  }
}

/** What is told of an end, and whom; `time`: which end of the run it is, from 1. */
export interface Telling {
  readonly notify: readonly NoticeWish[];
  readonly ended: RunEnded;
  readonly failed: readonly FailedUser[];
  readonly time: number;
}

/** Answers what became of each wish, in their order. Never rejects. */
export function tellEverybody({ notify, ended, failed, time }: Telling): Promise<readonly NoticeReport[]> {
  const id = `${ended.runId}/${time}`;
  return Promise.all(notify.map((wish) => tellOne(wish, id, wish.users === true ? { ...ended, failed } : ended)));
}

async function tellOne({ to }: NoticeWish, id: string, ended: RunEnded): Promise<NoticeReport> {
  const label = noticeLabel(to);
  const { notifyEnd } = proxyActivities<OnboardingActivities>({ ...notifyPolicy, summary: `Notify ${label}` });
  try {
    await notifyEnd({ to, id, time: new Date().toISOString(), ended });
    return { to: label };
  } catch (error) {
    const failure = reasonOf(error);
    log.warn('the end of the run could not be told', { code: failure.code });
    return { to: label, failure };
  }
}

export function leftoversOf({ cleanupFailure, drain }: TenantResult): RunEnded['leftovers'] {
  return [
    ...(cleanupFailure === undefined ? [] : [{ what: 'target', code: cleanupFailure.code } as const]),
    ...(drain?.failure === undefined ? [] : [{ what: 'secret', code: drain.failure.code } as const]),
  ];
}
