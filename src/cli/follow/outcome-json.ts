import type { RunOutcome } from '../../client';
import type { TenantResult } from '../../domain/run/outcome';

export interface OutcomeFacts {
  readonly outcome: RunOutcome;
  readonly tenant: string;
  readonly target: TenantResult['target'] | undefined;
  readonly nothingToDo: boolean;
}

/** The one object that `run`, `retry` and `watch` print: the result, which run, and when. */
export function outcomeJson({ outcome, tenant, target, nothingToDo }: OutcomeFacts): object {
  const { workflowId, runId, startedAt, finishedAt } = outcome;
  const run = { workflowId, runId, startedAt, finishedAt };
  const note = nothingToDo ? { nothingToDo: true } : {};
  if (outcome.kind === 'result') return { ...outcome.result, ...run, ...note };
  return { tenant, target, status: 'failed', error: outcome.error, ...run };
}
