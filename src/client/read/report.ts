import type { WorkflowExecutionDescription } from '@temporalio/client';
import { directionOf, userWorkflowId } from '../../domain/run/names';
import { attributeKeys } from '../../domain/run/search-attributes';
import type { TenantResult } from '../../domain/run/outcome';
import { userId } from '../../domain/tenant/person';
import type { Correction, RunReport, UserReport } from '../../domain/report/report';
import type { User } from '../../domain/tenant/user';
import type { Temporal } from '../temporal/connect';
import { inParallel } from '../temporal/in-parallel';
import { readParts, readRunRequest, type Round, roundsByUser, type RunPart } from '../history/run-history';
import { outcomeOf, type RunOutcome } from '../history/run-outcome';
import { describeRun, isOpen, type RunRef } from '../temporal/run-ref';
import { countsOf, stateOf } from '../history/user-states';
import { readUserHistory } from '../history/user-history';

/** How many histories are read at once. */
const defaultConcurrency = 10;

export interface ReportRequest extends RunRef {
  /** How many users' histories are read at once; 10 when absent. */
  readonly concurrency?: number;
  /** Whether former values of users' records may be shown, as they may not where payloads are encrypted; not when absent. */
  readonly showValues?: boolean;
}

/**
 * Gathers what a run did, from the histories in Temporal: no worker is needed, and the run may be open. Throws
 * `ClientError` RUN_NOT_FOUND, RUN_REFUSED (a run this version cannot read), and those of the connection.
 */
export async function collectReport(temporal: Temporal, request: ReportRequest): Promise<RunReport> {
  const run = await describeRun(temporal, request);
  const { workflowId, runId } = run;
  const { tenant, target, retryOf } = await readRunRequest(temporal, { workflowId, runId });
  const outcome = isOpen(run) ? undefined : await outcomeOf(temporal, run);
  const idOf = (user: User) => userWorkflowId(target, tenant, user.key);
  const users: UserReport[] = [];
  for await (const part of readParts(temporal, { workflowId, runId })) {
    const allRounds = roundsByUser(part);
    const some = await inParallel(part.users, request.concurrency ?? defaultConcurrency, (user) => {
      const rounds = allRounds.get(idOf(user)) ?? [];
      const all = part.corrected.get(user.key)?.corrections ?? [];
      const corrections = request.showValues === true ? all : all.map(({ field, at }) => ({ field, at }));
      return userReport(temporal, { user, rounds, outcome, corrections, part });
    });
    users.push(...some);
  }
  return {
    tenant,
    target,
    workflowId,
    runId,
    direction: directionOf(run.type),
    ...(retryOf === undefined ? {} : { retryOf }),
    ...ending(run, outcome),
    startedAt: run.startTime.toISOString(),
    takenAt: new Date().toISOString(),
    counts: countsOf(users),
    changed: users.filter(({ changed }) => changed.length > 0).length,
    users,
  };
}

type Ending = Pick<RunReport, 'status' | 'finishedAt' | 'failure' | 'leftovers'>;

function ending(run: WorkflowExecutionDescription, outcome: RunOutcome | undefined): Ending {
  if (outcome === undefined) {
    const held = run.typedSearchAttributes.get(attributeKeys.status) === 'needs-attention';
    return { status: held ? 'needs-attention' : 'running', leftovers: [] };
  }
  const { finishedAt } = outcome;
  if (outcome.kind === 'failed') return { status: 'failed', finishedAt, failure: outcome.error, leftovers: [] };
  return { status: outcome.result.status, finishedAt, leftovers: leftoversOf(outcome.result) };
}

function leftoversOf({ cleanupFailure, drain }: TenantResult): RunReport['leftovers'] {
  const cleanup = { what: 'Something temporary was left in the target', failure: cleanupFailure };
  const secret = { what: 'Completed users were left in the secret they came from', failure: drain?.failure };
  return [cleanup, secret].flatMap(({ what, failure }) => (failure === undefined ? [] : [{ what, ...failure }]));
}

interface UserParts {
  readonly user: User;
  readonly rounds: readonly Round[];
  /** Undefined while the run is open. */
  readonly outcome: RunOutcome | undefined;
  readonly corrections: readonly Correction[];
  readonly part: RunPart;
}

async function userReport(temporal: Temporal, parts: UserParts): Promise<UserReport> {
  const { user, rounds, corrections, part, outcome } = parts;
  const result = part.of === 'run' && outcome?.kind === 'result' ? outcome.result : undefined;
  const [first, last] = [rounds[0], rounds.at(-1)];
  const read = await Promise.all(rounds.map((round) => readUserHistory(temporal, round)));
  const gone = read.includes(undefined);
  return {
    key: user.key,
    id: userId(user.record),
    kind: user.kind,
    record: user.record,
    ...stateOf(outcome === undefined ? { user, rounds, part } : { user, rounds, part, ended: { result } }),
    changed: [...new Set(rounds.flatMap(({ changed }) => changed))],
    ...(first === undefined ? {} : { startedAt: first.startedAt }),
    ...(last?.finishedAt === undefined ? {} : { finishedAt: last.finishedAt }),
    steps: read.flatMap((history) => history?.steps ?? []),
    ...(corrections.length > 0 && { corrections }),
    ...(gone ? { historyGone: true } : {}),
  };
}
