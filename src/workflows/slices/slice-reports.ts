import { condition, getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import type { SliceReport, UserEnd } from '../../domain/run/user-slice';
import { mostEndsAtOnce, reportPauseMs } from '../state/policies';
import { usersEnded } from './slice-link';

/** Tells a run what became of the users of one of its slices, many at once. */
export class SliceReports {
  private readonly number: number;
  private readonly inFlight: () => readonly string[];
  private readonly startedAt = Date.now();
  private ended: UserEnd[] = [];
  private told: ReadonlySet<string> = new Set();
  private down = false;

  constructor(number: number, inFlight: () => readonly string[]) {
    this.number = number;
    this.inFlight = inFlight;
  }

  /** At once: the run is to start nobody in other slices either. */
  tellDown(): void {
    this.down = true;
  }

  note(end: UserEnd): void {
    this.ended.push(end);
  }

  /** Tells the run from time to time until it is over. Whom it could not tell of is in `rest`. */
  async tellUntil(over: () => boolean): Promise<void> {
    for (let heard = true; heard; ) {
      await condition(() => over() || this.hasNews);
      if (over()) return;
      if (this.told.size > 0) await this.gather(over);
      if (over()) return;
      heard = await this.tell();
    }
  }

  /** Everything that was not told yet. */
  rest(): SliceReport {
    const inFlight = this.inFlight();
    this.told = new Set(inFlight);
    const down = this.down;
    this.down = false;
    return { number: this.number, ended: this.ended.splice(0), inFlight, ...(down && { down }) };
  }

  private get hasNews(): boolean {
    return this.down || this.ended.length > 0 || this.inFlight().some((key) => !this.told.has(key));
  }

  /** That somebody runs at all is told at once, the rest many at a time. */
  private async gather(over: () => boolean): Promise<void> {
    const pauseMs = reportPauseMs(Date.now() - this.startedAt);
    await condition(() => over() || this.down || this.ended.length >= mostEndsAtOnce, pauseMs);
  }

  /** Whether the run heard it: what it did not hear is told at the end. */
  private async tell(): Promise<boolean> {
    const { parent } = workflowInfo();
    if (parent === undefined) return false;
    const report = this.rest();
    try {
      await getExternalWorkflowHandle(parent.workflowId, parent.runId).signal(usersEnded, report);
      return true;
    } catch {
      this.ended.unshift(...report.ended);
      this.down ||= report.down === true;
      return false;
    }
  }
}
