import type { WorkflowExecutionInfo } from '@temporalio/client';
import { departureTypes, isAt, ledgerType, syncType, tenantIn, workflowTypes } from '../../domain/run/names';
import type { Temporal } from '../temporal/connect';
import { guarded } from '../temporal/grpc-errors';
import { describeIfThere, isOpen, type RunId } from '../temporal/run-ref';
import { runIdsOf, type TenantRef } from '../temporal/tenant-places';
import { quoted } from '../temporal/quoted';

/** What a workflow is to a tenant; `schedule`: Temporal's own workflow behind the schedule of a tenant. */
export type ExecutionKind = 'run' | 'slice' | 'user' | 'sync' | 'ledger' | 'schedule' | 'team-writer';

/** One run of one workflow. `user`: the id that a user's workflow keeps in its memo. */
export interface Execution extends RunId {
  readonly kind: ExecutionKind;
  readonly open: boolean;
  /** Of a user: where the run that started it goes. */
  readonly place?: string;
  readonly user?: string;
}

const schedulerType = 'temporal-sys-scheduler-workflow';
const schedulerPrefix = 'temporal-sys-scheduler:';

const kinds: Readonly<Record<string, ExecutionKind>> = {
  [workflowTypes.tenant]: 'run',
  [departureTypes.tenant]: 'run',
  [workflowTypes.slice]: 'slice',
  [departureTypes.slice]: 'slice',
  [workflowTypes.user]: 'user',
  [departureTypes.user]: 'user',
  [syncType]: 'sync',
  [ledgerType]: 'ledger',
  [workflowTypes.teamWriter]: 'team-writer',
  [schedulerType]: 'schedule',
};

/**
 * Every workflow of a tenant that Temporal knows, open or closed, but for the writers of teams, which tenants share. What has
 * begun or ended a moment ago counts as well. Throws `ClientError`.
 */
export async function listTenantExecutions(temporal: Temporal, scope: TenantRef): Promise<readonly Execution[]> {
  const found = new Map<string, Execution>();
  for (const query of queriesOf(scope)) {
    for await (const execution of listed(temporal, query)) {
      if (belongsTo(scope, execution)) found.set(execution.runId, execution);
    }
  }
  for (const execution of await latest(temporal, scope)) found.set(execution.runId, execution);
  return [...found.values()];
}

/** The runs of the writer of a team. Throws `ClientError`. */
export async function listTeamWriter(temporal: Temporal, workflowId: string): Promise<readonly Execution[]> {
  const found: Execution[] = [];
  for await (const execution of listed(temporal, `WorkflowId = ${quoted(workflowId)}`)) found.push(execution);
  return found;
}

async function* listed(temporal: Temporal, query: string): AsyncGenerator<Execution> {
  for await (const found of listWorkflows(temporal, query)) {
    const execution = executionOf(found);
    if (execution !== undefined) yield execution;
  }
}

/** What Temporal's search finds, page by page. Throws `ClientError`. */
export async function* listWorkflows({ client }: Temporal, query: string): AsyncGenerator<WorkflowExecutionInfo> {
  const pages = client.workflow.list({ query, pageSize: 500 })[Symbol.asyncIterator]();
  for (;;) {
    const next = await guarded(() => pages.next());
    if (next.done === true) return;
    yield next.value;
  }
}

function executionOf({
  workflowId,
  runId,
  type,
  status,
  memo,
  parentExecution,
}: Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'type' | 'status' | 'memo' | 'parentExecution'>):
  | Execution
  | undefined {
  const kind = kinds[type];
  if (kind === undefined) return undefined;
  const user = memo?.['user'];
  const open = isOpen({ status });
  const place = kind === 'user' ? tenantIn(parentExecution?.workflowId ?? '')?.place : undefined;
  const known = place === undefined ? {} : { place };
  return { workflowId, runId, kind, open, ...known, ...(typeof user === 'string' ? { user } : {}) };
}

/** Search is a moment behind: what the ids of the tenant's runs mean now is asked for by id. */
async function latest(temporal: Temporal, scope: TenantRef): Promise<readonly Execution[]> {
  const found: Execution[] = [];
  for (const run of await runIdsOf(temporal, scope)) {
    for (const workflowId of [run, run.replace(/^tenant:/, 'sync:')]) {
      const known = await describeIfThere(temporal, workflowId);
      const execution = known === undefined ? undefined : executionOf(known);
      if (known !== undefined && execution !== undefined) found.push({ ...execution, open: isOpen(known) });
    }
  }
  return found;
}

function queriesOf({ tenant }: TenantRef): readonly string[] {
  return [
    `OnboardTenant = ${quoted(tenant)}`,
    `WorkflowType = ${quoted(ledgerType)}`,
    `TemporalNamespaceDivision = 'TemporalScheduler' AND WorkflowId STARTS_WITH ${quoted(`${schedulerPrefix}sync:`)}`,
  ];
}

/** Whether a workflow that was found is of the tenant that is meant: users, whose ids name no tenant, were found by its name. */
function belongsTo({ tenant, at }: TenantRef, { kind, workflowId, place }: Execution): boolean {
  const id = workflowId.startsWith(schedulerPrefix) ? workflowId.slice(schedulerPrefix.length) : workflowId;
  if (kind === 'user') return isAt(place ?? '', at);
  const named = tenantIn(id);
  return named?.tenant === tenant && isAt(named.place, at);
}
