import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { SecretSource } from '../domain/secret-source';
import type { TenantResult } from '../domain/outcome';
import type { User, UserRecord } from '../domain/user';
import type { Temporal } from './connect';
import { outcomeOf } from './run-outcome';
import { describeIfThere } from './run-ref';

/** What a run and those that it retries, taken together, have left to do. */
export interface Unfinished {
  readonly target: TenantResult['target'];
  readonly failed: readonly User[];
  /** Cancelled and neither failed nor completed; a record alone does not say of which kind the user is. */
  readonly cancelled: readonly UserRecord[];
  /** What the users came from, of the latest run that knows. */
  readonly secrets: readonly SecretSource[];
}

/** How many runs are looked back at most. */
const longestChain = 50;

type Verdict = { readonly failed: User } | { readonly cancelled: UserRecord } | 'completed';

/**
 * Looks at a closed run and back along what it retries: the latest word about a user counts, and being cancelled is none
 * after a failure. A run that failed as a whole says nothing. Undefined when no run of them has a result. Throws `ClientError`.
 */
export async function unfinishedOf(
  temporal: Temporal,
  last: WorkflowExecutionDescription,
  keyOf: (record: UserRecord) => string,
): Promise<Unfinished | undefined> {
  const verdicts = new Map<string, Verdict>();
  let target: TenantResult['target'] | undefined;
  let secrets: readonly SecretSource[] | undefined;
  let run: WorkflowExecutionDescription | undefined = last;
  for (let length = 0; run !== undefined && length < longestChain; length += 1) {
    const outcome = await outcomeOf(temporal, run);
    if (outcome.kind === 'result') {
      target ??= outcome.result.target;
      secrets ??= outcome.result.drain?.secrets;
      judge(verdicts, outcome.result, keyOf);
    }
    run = await retriedBy(temporal, run);
  }
  if (target === undefined) return undefined;
  const all = [...verdicts.values()].filter((verdict) => verdict !== 'completed');
  return {
    target,
    failed: all.flatMap((verdict) => ('failed' in verdict ? [verdict.failed] : [])),
    cancelled: all.flatMap((verdict) => ('cancelled' in verdict ? [verdict.cancelled] : [])),
    secrets: secrets ?? [],
  };
}

/** The run that this one retries, if there is one and the server still knows it. */
async function retriedBy(
  temporal: Temporal,
  { memo, workflowId }: WorkflowExecutionDescription,
): Promise<WorkflowExecutionDescription | undefined> {
  const runId = memo?.['retryOf'];
  return typeof runId === 'string' ? describeIfThere(temporal, workflowId, runId) : undefined;
}

function judge(verdicts: Map<string, Verdict>, result: TenantResult, keyOf: (record: UserRecord) => string): void {
  const say = (key: string, verdict: Verdict): void => {
    const later = verdicts.get(key);
    if (later === undefined || (later !== 'completed' && 'cancelled' in later)) verdicts.set(key, verdict);
  };
  for (const record of result.completed) say(keyOf(record), 'completed');
  for (const { step: _, code: __, message: ___, attempts: ____, type, ...record } of result.failed) {
    const key = keyOf(record);
    say(key, { failed: { key, kind: type, record } });
  }
  for (const record of result.cancelled) say(keyOf(record), { cancelled: record });
}
