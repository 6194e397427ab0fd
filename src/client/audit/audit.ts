import { randomUUID } from 'node:crypto';
import type { AuditLine } from '../../domain/report/audit';
import { attributeKeys } from '../../domain/run/search-attributes';
import { departureTypes, maintenanceType, messages, syncType, workflowTypes } from '../../domain/run/names';
import { type AuditSource, linesFrom, runLines, sliceLines } from './audit-run';
import { userLines } from './audit-user';
import type { Temporal } from '../temporal/connect';
import type { Erasable } from '../erase/find-erasable';
import { actorOf } from '../history/facts';
import { inOrder } from '../temporal/in-parallel';
import type { RunId } from '../temporal/run-ref';
import { type Execution, listWorkflows } from '../erase/tenant-executions';
import { quoted } from '../temporal/quoted';

export interface AuditRequest {
  /** All tenants, and maintenance windows, when absent. */
  readonly tenant?: string | undefined;
  /** Nothing that happened before is told. */
  readonly since?: Date | undefined;
  /** Stands in for values that were corrected: a keyed hash. */
  readonly fingerprint: (value: string) => string;
}

/** How many histories are read at once: the one that is told next, and those after it. */
const ahead = 8;

/**
 * What happened, from the histories that Temporal still has: workflow by workflow, those that started first come first, and
 * within one the oldest line first. Holds the ids of the workflows and a few histories at a time. Throws `ClientError`, and
 * `CodecError` for what cannot be read.
 */
export async function* auditEvents(temporal: Temporal, request: AuditRequest): AsyncGenerator<AuditLine> {
  const { since } = request;
  const from = since?.toISOString() ?? '';
  const runs = await auditedRuns(temporal, request);
  const read = (run: AuditedRun) => linesOf(sourceOf(temporal, run, request), run.type);
  for await (const lines of inOrder(runs, ahead, read)) yield* lines.filter(({ at }) => at >= from);
}

/** The line that an erasure leaves behind: the histories that it could be told from are gone. */
export function erasureLine(
  { client }: Temporal,
  { tenant, persons }: Erasable,
  erased: readonly Execution[],
): AuditLine {
  return {
    id: randomUUID(),
    at: new Date().toISOString(),
    event: 'histories.erased',
    tenant,
    actor: actorOf(client.workflow.options.identity),
    what: persons.length === 0 ? 'tenant' : 'users',
    count: erased.length,
  };
}

/** What is kept of every workflow until it is its turn. */
interface AuditedRun extends RunId, Pick<AuditLine, 'tenant' | 'target'> {
  readonly type: string;
  readonly startTime: Date;
}

async function auditedRuns(temporal: Temporal, { tenant, since }: AuditRequest): Promise<readonly AuditedRun[]> {
  const of = [workflowTypes, departureTypes].flatMap(({ tenant: run, slice, user }) => [run, slice, user]);
  const types = [...of, syncType, ...(tenant === undefined ? [maintenanceType] : [])];
  const conditions = [
    `WorkflowType IN (${types.map(quoted).join(', ')})`,
    ...(tenant === undefined ? [] : [`OnboardTenant = ${quoted(tenant)}`]),
    ...(since === undefined ? [] : [`(ExecutionStatus = 'Running' OR CloseTime >= ${quoted(since.toISOString())})`]),
  ];
  const found = new Map<string, AuditedRun>();
  for await (const run of listWorkflows(temporal, conditions.join(' AND '))) {
    const { workflowId, runId, type, startTime, typedSearchAttributes } = run;
    const [tenantName, target] = [
      typedSearchAttributes.get(attributeKeys.tenant),
      typedSearchAttributes.get(attributeKeys.target),
    ];
    found.set(runId, { workflowId, runId, type, startTime, tenant: tenantName, target });
  }
  return [...found.values()].sort((one, other) => one.startTime.getTime() - other.startTime.getTime());
}

function sourceOf(temporal: Temporal, run: AuditedRun, { fingerprint }: AuditRequest): AuditSource {
  const { workflowId, runId, tenant, target } = run;
  return { temporal, workflowId, runId, common: { tenant, target, workflowId, runId }, fingerprint };
}

function linesOf(source: AuditSource, type: string): Promise<readonly AuditLine[]> {
  switch (type) {
    case workflowTypes.user:
    case departureTypes.user:
      return userLines(source, type);
    case workflowTypes.slice:
    case departureTypes.slice:
      return sliceLines(source);
    case maintenanceType:
      return maintenanceLines(source);
    default:
      return runLines(source);
  }
}

function maintenanceLines(source: AuditSource): Promise<readonly AuditLine[]> {
  return linesFrom(source, (fact) => {
    // It goes on in a new run by itself: that is no new window.
    if (fact.kind === 'started' && !fact.continued) return [{ event: 'target.paused', actor: fact.by }];
    const ends = fact.kind === 'message' && fact.name === messages.endMaintenance;
    return ends ? [{ event: 'target.resumed', actor: fact.by }] : [];
  });
}
