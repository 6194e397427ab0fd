import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { StatusPage, UserRow } from '../../domain/run/outcome';
import { attributeKeys } from '../../domain/run/search-attributes';
import { readParts, readRunRequest } from '../history/run-history';
import { countsOf, rowsOfPart } from '../history/user-states';
import type { Temporal } from '../temporal/connect';

/** How an open run stands that cannot tell, from the histories in Temporal. Throws `ClientError`. */
export async function untoldStatus(temporal: Temporal, run: WorkflowExecutionDescription): Promise<StatusPage> {
  const { workflowId, runId, typedSearchAttributes } = run;
  const { tenant, target } = await readRunRequest(temporal, { workflowId, runId });
  const users: UserRow[] = [];
  for await (const part of readParts(temporal, { workflowId, runId })) users.push(...rowsOfPart(part));
  const held = typedSearchAttributes.get(attributeKeys.status) === 'needs-attention';
  const counts = countsOf(users.map(({ state }) => state));
  const changed = users.filter(({ state }) => state.status === 'completed' && state.changed.length > 0).length;
  return { tenant, target, phase: held ? 'holding' : 'running', counts, changed, users };
}
