import { defineSearchAttributeKey } from '@temporalio/common';
import { departureTypes, type Direction, searchAttributes, workflowTypes } from '../domain/names';
import type { Temporal } from './connect';
import { guarded } from './grpc-errors';
import type { RunId } from './run-ref';

export const runStatuses = [
  'running',
  'needs-attention',
  'completed',
  'completed-with-failures',
  'failed',
  'cancelled',
] as const;
export type ListedStatus = (typeof runStatuses)[number];

export interface ListRequest {
  readonly tenant?: string | undefined;
  readonly status?: ListedStatus | undefined;
  /** `onboard` when absent. */
  readonly direction?: Direction | undefined;
  /** How many runs at most, the newest first. */
  readonly limit: number;
}

/** A run in the list; `execution` is Temporal's own word for its state. Times in ISO 8601. */
export interface ListedRun extends RunId {
  readonly tenant: string;
  readonly target: string;
  readonly status: string;
  readonly execution: string;
  readonly failed?: number;
  readonly startedAt: string;
  readonly finishedAt?: string;
}

const tenantKey = defineSearchAttributeKey('OnboardTenant', searchAttributes.OnboardTenant);
const targetKey = defineSearchAttributeKey('OnboardTarget', searchAttributes.OnboardTarget);
const statusKey = defineSearchAttributeKey('OnboardStatus', searchAttributes.OnboardStatus);
const failedKey = defineSearchAttributeKey('OnboardFailed', searchAttributes.OnboardFailed);

/** The runs, page by page from the server. Throws `ClientError`. A run appears a moment after its start. */
export function listRuns({ client }: Temporal, request: ListRequest): Promise<readonly ListedRun[]> {
  return guarded(async () => {
    const found: ListedRun[] = [];
    const pages = client.workflow.list({ query: queryOf(request), pageSize: Math.min(request.limit, 500) });
    for await (const run of pages) {
      if (found.length === request.limit) break;
      const attributes = run.typedSearchAttributes;
      const failed = attributes.get(failedKey);
      found.push({
        tenant: attributes.get(tenantKey) ?? '',
        target: attributes.get(targetKey) ?? '',
        status: attributes.get(statusKey) ?? '',
        execution: run.status.name,
        ...(failed === undefined ? {} : { failed }),
        workflowId: run.workflowId,
        runId: run.runId,
        startedAt: run.startTime.toISOString(),
        ...(run.closeTime === undefined ? {} : { finishedAt: run.closeTime.toISOString() }),
      });
    }
    return found;
  });
}

function queryOf({ tenant, status, direction }: ListRequest): string {
  const types = direction === 'offboard' ? departureTypes : workflowTypes;
  const conditions = [`WorkflowType = '${types.tenant}'`];
  if (tenant !== undefined) conditions.push(`OnboardTenant = ${quoted(tenant)}`);
  if (status !== undefined) conditions.push(`OnboardStatus = ${quoted(status)}`);
  return conditions.join(' AND ');
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
