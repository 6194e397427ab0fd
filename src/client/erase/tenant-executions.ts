import type { WorkflowExecutionInfo } from '@temporalio/client';
import {
  departureTypes,
  directions,
  ledgerType,
  syncType,
  syncWorkflowId,
  tenantWorkflowId,
  workflowTypes,
} from '../../domain/run/names';
import { type System, systems } from '../../domain/systems/systems';
import type { Temporal } from '../temporal/connect';
import { guarded } from '../temporal/grpc-errors';
import { describeIfThere, isOpen, type RunId } from '../temporal/run-ref';
import { quoted } from '../history/visibility';

/** What a workflow is to a tenant; `schedule`: Temporal's own workflow behind the schedule of a tenant. */
export type ExecutionKind = 'run' | 'slice' | 'user' | 'sync' | 'ledger' | 'schedule' | 'team-writer';

/** One run of one workflow. `user`: the id that a user's workflow keeps in its memo. */
export interface Execution extends RunId {
  readonly kind: ExecutionKind;
  readonly open: boolean;
  readonly user?: string;
}

/** `system` only where the tenant lives in several and one is meant. */
export interface TenantScope {
  readonly tenant: string;
  readonly system?: System | undefined;
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
export async function listTenantExecutions(temporal: Temporal, scope: TenantScope): Promise<readonly Execution[]> {
  const found = new Map<string, Execution>();
  for (const query of queriesOf(scope)) {
    for await (const execution of listed(temporal, query)) {
      if (belongsTo(scope, execution.workflowId)) found.set(execution.runId, execution);
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
}: Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'type' | 'status' | 'memo'>): Execution | undefined {
  const kind = kinds[type];
  if (kind === undefined) return undefined;
  const user = memo?.['user'];
  const open = isOpen({ status });
  return { workflowId, runId, kind, open, ...(typeof user === 'string' ? { user } : {}) };
}

/** Search is a moment behind: what the tenant's own ids mean now is asked for by id. */
async function latest(temporal: Temporal, { tenant, system }: TenantScope): Promise<readonly Execution[]> {
  const found: Execution[] = [];
  for (const name of systemsOf(system)) {
    const ids = [...directions.map((way) => tenantWorkflowId(name, tenant, way)), syncWorkflowId(name, tenant)];
    for (const workflowId of ids) {
      const run = await describeIfThere(temporal, workflowId);
      const execution = run === undefined ? undefined : executionOf(run);
      if (run !== undefined && execution !== undefined) found.push({ ...execution, open: isOpen(run) });
    }
  }
  return found;
}

function queriesOf({ tenant, system }: TenantScope): readonly string[] {
  const names = systemsOf(system);
  const runs = names.flatMap((name) => directions.map((way) => tenantWorkflowId(name, tenant, way)));
  const syncs = names.map((name) => syncWorkflowId(name, tenant));
  const own = [
    `OnboardTenant = ${quoted(tenant)}`,
    ...[...runs, ...syncs].map((id) => `WorkflowId = ${quoted(id)}`),
    ...runs.map((id) => `WorkflowId STARTS_WITH ${quoted(`${id}:`)}`),
    // A synchronisation that a schedule started has its time in its id.
    ...syncs.map((id) => `WorkflowId STARTS_WITH ${quoted(`${id}-2`)}`),
  ];
  const schedules = syncs.map((id) => `WorkflowId = ${quoted(`${schedulerPrefix}${id}`)}`);
  return [
    own.join(' OR '),
    `WorkflowType = ${quoted(ledgerType)}`,
    `TemporalNamespaceDivision = 'TemporalScheduler' AND (${schedules.join(' OR ')})`,
  ];
}

/** Whether the workflow with this id is the tenant's, and of no other tenant whose name begins alike. */
function belongsTo({ tenant, system }: TenantScope, workflowId: string): boolean {
  const id = workflowId.startsWith(schedulerPrefix) ? workflowId.slice(schedulerPrefix.length) : workflowId;
  const [prefix, of, ...rest] = id.split(':');
  if (!systemsOf(system).some((name) => name === of)) return false;
  if (prefix === 'ledger') return rest.at(-1) === tenant;
  const [named = ''] = rest;
  return (prefix === 'sync' ? withoutTime(id.split(':').slice(2).join(':')) : named) === tenant;
}

function withoutTime(name: string): string {
  return name.replace(/-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, '');
}

function systemsOf(system: System | undefined): readonly System[] {
  return system === undefined ? systems : [system];
}
