import type { WorkflowExecutionDescription } from '@temporalio/client';
import { userWorkflowId } from '../../domain/run/names';
import type { StatusPage, UserFailure, UserOutcome, UserRow, UserState } from '../../domain/run/outcome';
import { attributeKeys } from '../../domain/run/search-attributes';
import { userId } from '../../domain/tenant/person';
import { readRounds, readRunHistory } from '../history/run-history';
import type { Temporal } from '../temporal/connect';
import { countsOf, stateOf } from './report-states';

/** How an open run stands that cannot tell, from the histories in Temporal. Throws `ClientError`. */
export async function untoldStatus(temporal: Temporal, run: WorkflowExecutionDescription): Promise<StatusPage> {
  const { workflowId, runId, typedSearchAttributes } = run;
  const history = await readRunHistory(temporal, { workflowId, runId });
  const allRounds = await readRounds(temporal, history);
  const { tenant, target } = history;
  const users = history.users.map((user): UserRow => {
    const { key, kind, record } = user;
    const rounds = allRounds.get(userWorkflowId(target, tenant, key)) ?? [];
    const { status, failure } = stateOf({ user, rounds, outcome: undefined, skipped: history.skipped.has(key) });
    const changed = [...new Set(rounds.flatMap((round) => round.changed))];
    return { key, id: userId(record), kind, state: toState(status, { failure, changed }) };
  });
  const held = typedSearchAttributes.get(attributeKeys.status) === 'needs-attention';
  const counts = countsOf(users.map(({ state }) => state));
  return { tenant, target, phase: held ? 'holding' : 'running', counts, users };
}

interface Known {
  readonly failure: UserFailure | undefined;
  readonly changed: UserOutcome['changed'];
}

function toState(status: UserState['status'], { failure, changed }: Known): UserState {
  if (status === 'completed') return { status, changed };
  if (status !== 'failed') return { status };
  return failure === undefined ? { status: 'running' } : { status, ...failure };
}
