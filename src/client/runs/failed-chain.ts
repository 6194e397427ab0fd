import type { WorkflowExecutionDescription } from '@temporalio/client';
import { userId } from '../../domain/tenant/person';
import { failedAt, recordFields, type Standing } from '../../domain/run/record-edits';
import type { RecordEdits } from '../../domain/run/run';
import type { SecretSource } from '../../domain/tenant/secret-source';
import type { KeptUser, TenantResult } from '../../domain/run/outcome';
import type { User, UserRecord } from '../../domain/tenant/user';
import type { Temporal } from '../temporal/connect';
import { type CorrectedUser, readRunHistory } from '../history/run-history';
import { ownOutcomeOf } from '../history/run-outcome';
import { keptSlices } from '../history/whole-result';
import { describeIfThere } from '../temporal/run-ref';

/** A user that failed: as it came in, with what was corrected since. */
export interface FailedYet {
  readonly user: User;
  readonly edits: RecordEdits;
  readonly standing: Standing;
}

/** What a run and those that it retries, taken together, have left to do. */
export interface Unfinished {
  readonly target: TenantResult['target'];
  readonly failed: readonly FailedYet[];
  /** Cancelled and neither failed nor completed; a record alone does not say of which kind the user is. */
  readonly cancelled: readonly UserRecord[];
  /** Everybody who did not fail. */
  readonly others: readonly Standing[];
  /** What the users came from, of the latest run that knows. */
  readonly secrets: readonly SecretSource[];
}

/** How many runs are looked back at most. */
const longestChain = 50;

type Verdict =
  | ({ readonly kind: 'failed' } & FailedYet)
  | { readonly kind: 'cancelled' | 'settled'; readonly record: UserRecord };

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
    const outcome = await ownOutcomeOf(temporal, run);
    if (outcome.kind === 'result') {
      target ??= outcome.result.target;
      secrets ??= outcome.result.drain?.secrets;
      for await (const users of keptSlices(temporal, run, outcome.result)) judgeKept(verdicts, users);
      judge(verdicts, outcome.result, identities(keyOf, await correctedIn(temporal, run, outcome.result)));
    }
    run = await retriedBy(temporal, run);
  }
  if (target === undefined) return undefined;
  const all = [...verdicts];
  return {
    target,
    failed: all.flatMap(([, verdict]) => (verdict.kind === 'failed' ? [verdict] : [])),
    cancelled: all.flatMap(([, verdict]) => (verdict.kind === 'cancelled' ? [verdict.record] : [])),
    others: all.flatMap(([key, verdict]) => (verdict.kind === 'failed' ? [] : [{ key, record: verdict.record }])),
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

/** Who is who in the result of a run: a user that was corrected kept its key, and goes by another id. */
interface Identities {
  readonly keyOf: (record: UserRecord) => string;
  /** Undefined for a user whose record is as it came in. */
  readonly correctedOf: (record: UserRecord) => CorrectedUser | undefined;
}

async function correctedIn(
  temporal: Temporal,
  run: WorkflowExecutionDescription,
  { corrected = [] }: TenantResult,
): Promise<readonly CorrectedUser[]> {
  return corrected.length === 0 ? [] : [...(await readRunHistory(temporal, run)).corrected.values()];
}

function identities(keyOf: (record: UserRecord) => string, corrected: readonly CorrectedUser[]): Identities {
  const byId = new Map(corrected.map((user) => [userId(user.now.record), user]));
  const correctedOf = (record: UserRecord) => byId.get(userId(record));
  return { keyOf: (record) => correctedOf(record)?.now.key ?? keyOf(record), correctedOf };
}

function judge(verdicts: Map<string, Verdict>, result: TenantResult, { keyOf, correctedOf }: Identities): void {
  const say = sayer(verdicts);
  for (const record of [...result.completed, ...(result.skipped ?? [])]) {
    say(keyOf(record), { kind: 'settled', record });
  }
  for (const { step, code, message: _, attempts: __, type, ...record } of result.failed) {
    const key = keyOf(record);
    const corrected = correctedOf(record);
    const edits = corrected?.edits ?? {};
    const user = { key, kind: type, record: corrected?.came.record ?? record };
    say(key, { kind: 'failed', user, edits, standing: { key, record, failedAt: failedAt({ step, code }) } });
  }
  for (const record of result.cancelled) say(keyOf(record), { kind: 'cancelled', record });
}

/** The latest word counts: a verdict stands when there is one already, but for being cancelled. */
function sayer(verdicts: Map<string, Verdict>): (key: string, verdict: Verdict) => void {
  return (key, verdict) => {
    const later = verdicts.get(key);
    if (later === undefined || later.kind === 'cancelled') verdicts.set(key, verdict);
  };
}

/** Users of slices, who keep their keys and how they came in. */
function judgeKept(verdicts: Map<string, Verdict>, users: readonly KeptUser[]): void {
  const say = sayer(verdicts);
  for (const { key, kind, record, came = record, state } of users) {
    if (state.status === 'failed') {
      const user = { key, kind, record: came };
      say(key, {
        kind: 'failed',
        user,
        edits: editsOf(came, record),
        standing: { key, record, failedAt: failedAt(state) },
      });
    } else {
      say(key, { kind: state.status === 'cancelled' ? 'cancelled' : 'settled', record });
    }
  }
}

/** What was corrected of a record. */
function editsOf(came: UserRecord, now: UserRecord): RecordEdits {
  const changed = recordFields.filter((field) => now[field] !== undefined && now[field] !== came[field]);
  return Object.fromEntries(changed.map((field) => [field, now[field]]));
}
