import { condition, getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import type { Counts } from '../../domain/run/outcome';
import type { SliceReport, SliceShare } from '../../domain/run/user-slice';
import { nobody } from '../state/slice-book';
import type { TenantRun } from '../state/tenant-run';
import { told } from './slice-messages';

/** Tells a run how one of its slices stands: at once what the run has to act on, the rest now and then. */
export class SliceReports {
  private readonly number: number;
  private readonly run: TenantRun;
  private readonly share: () => SliceReport['share'];
  private every: Pick<SliceShare, 'everyUsers' | 'everyMs'> = { everyUsers: 10, everyMs: 2_000 };
  private toldCounts = nobody;
  private toldPage: string | undefined;
  private toldShare: SliceReport['share'];
  private page: string | undefined;
  private down = false;

  constructor(number: number, run: TenantRun, share: () => SliceReport['share']) {
    this.number = number;
    this.run = run;
    this.share = share;
  }

  obey({ everyUsers, everyMs }: SliceShare): void {
    this.every = { everyUsers, everyMs };
  }

  /** A page has come. */
  notePage(name: string | undefined): void {
    this.page = name;
  }

  /** A user met an outage: the run is to start nobody in other slices either. */
  tellDown(): void {
    this.down = true;
  }

  /** Tells the run from time to time until it is over; what it could not tell is in the slice's result. */
  async tellUntil(over: () => boolean): Promise<void> {
    for (let heard = true; heard; ) {
      await condition(() => over() || this.hasNews);
      if (!over() && !this.isUrgent) await condition(() => over() || this.isUrgent, this.every.everyMs);
      if (over()) return;
      heard = await this.tell();
    }
  }

  /** How it stands now. */
  now(): SliceReport {
    const { page, down } = this;
    const share = this.share();
    const report = this.run.report(this.number);
    return {
      ...report,
      ...(page !== undefined && { page }),
      ...(share !== undefined && { share: { given: share.given, most: share.most } }),
      ...(down && { down }),
    };
  }

  private get hasNews(): boolean {
    const [now, before] = [this.run.counts(), this.toldCounts];
    return this.isUrgent || this.hasNewShare || settled(now) !== settled(before) || now.running !== before.running;
  }

  private get hasNewShare(): boolean {
    const [now, before] = [this.share(), this.toldShare];
    return now?.given !== before?.given || now?.most !== before?.most;
  }

  /** Whatever may change what the run does next, and that somebody runs at all. */
  private get isUrgent(): boolean {
    const [now, before] = [this.run.counts(), this.toldCounts];
    const turned = (of: 'pending' | 'running') => (now[of] === 0) !== (before[of] === 0);
    return (
      this.down ||
      this.page !== this.toldPage ||
      (this.hasNewShare && now.pending === 0) ||
      turned('pending') ||
      (turned('running') && (now.pending === 0 || settled(before) === 0)) ||
      settled(now) - settled(before) >= this.every.everyUsers
    );
  }

  /** Whether the run heard it. */
  private async tell(): Promise<boolean> {
    const { parent } = workflowInfo();
    if (parent === undefined) return false;
    const report = this.now();
    const before = { counts: this.toldCounts, page: this.toldPage, share: this.toldShare };
    this.toldCounts = report.counts;
    this.toldShare = report.share;
    this.toldPage = report.page;
    this.down = false;
    try {
      await getExternalWorkflowHandle(parent.workflowId, parent.runId).signal(told, report);
      return true;
    } catch {
      this.toldCounts = before.counts;
      this.toldPage = before.page;
      this.toldShare = before.share;
      this.down ||= report.down === true;
      return false;
    }
  }
}

function settled({ total, pending, running }: Counts): number {
  return total - pending - running;
}
