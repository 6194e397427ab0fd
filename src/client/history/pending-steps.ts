import { optionalTsToDate } from '@temporalio/common/lib/time';
import type { StepReport } from '../../domain/report/report';
import { attemptFailure } from './history';
import { stepOf } from './activity-steps';
import type { Temporal } from '../temporal/connect';
import { describeIfThere, type RunId } from '../temporal/run-ref';

/** Completes steps that are under way, of which the history knows only their beginning, with attempt and last failure. */
export async function readPending(
  temporal: Temporal,
  run: RunId,
  steps: readonly StepReport[],
): Promise<readonly StepReport[]> {
  const found = await describeIfThere(temporal, run.workflowId, run.runId);
  const pending = [...(found?.raw.pendingActivities ?? [])];
  const completed = steps.map(async (report) => {
    if (report.status !== 'running') return report;
    const at = pending.findIndex(
      (activity) => stepOf(activity.activityType?.name ?? '', run.workflowId) === report.step,
    );
    const [activity] = at < 0 ? [] : pending.splice(at, 1);
    const failure = await attemptFailure(temporal, activity?.lastFailure);
    const next = optionalTsToDate(activity?.nextAttemptScheduleTime);
    return {
      ...report,
      attempts: activity?.attempt ?? 1,
      ...(next === undefined ? {} : { nextAttemptAt: next.toISOString() }),
      ...(failure === undefined ? {} : { failure }),
    };
  });
  return Promise.all(completed);
}
