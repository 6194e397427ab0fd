import type { WorkflowExecutionDescription, WorkflowExecutionInfo } from '@temporalio/client';
import { reportedProblems } from '../../domain/run/search-attributes';

// What keeps a workflow from going on that only Temporal knows: the workflow itself cannot tell.

/** Somebody paused the workflow in Temporal itself: `temporal workflow pause`, or the Web UI. */
export interface PausedInTemporal {
  readonly by: 'temporal';
  /** ISO 8601. */
  readonly since: string;
  readonly reason?: string;
}

/** Undefined for a workflow that Temporal has not paused. */
export function pausedInTemporal({
  status,
  startTime,
  raw,
}: Pick<WorkflowExecutionDescription, 'status' | 'startTime' | 'raw'>): PausedInTemporal | undefined {
  if (status.name !== 'PAUSED') return undefined;
  const { pausedTime, reason } = raw.workflowExtendedInfo?.pauseInfo ?? {};
  const since = pausedTime ? new Date(Number(pausedTime.seconds ?? 0) * 1_000) : startTime;
  return { by: 'temporal', since: since.toISOString(), ...(reason ? { reason } : {}) };
}

/** Why the tasks of an open workflow keep failing, in Temporal's word for it; undefined when they do not. */
export function stuckBy({
  status,
  typedSearchAttributes,
}: Pick<WorkflowExecutionInfo, 'status' | 'typedSearchAttributes'>): string | undefined {
  const told = typedSearchAttributes.get(reportedProblems) ?? [];
  if (status.name !== 'RUNNING' || told.length === 0) return undefined;
  const cause = told.find((part) => part.startsWith('cause=')) ?? told[0];
  return cause?.replace(/^\w+=/, '');
}
