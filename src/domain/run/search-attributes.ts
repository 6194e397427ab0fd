import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { TargetRef } from '../tenant/target-ref';
import { targetLabel } from './names';

// What operators find workflows by, as clear text in Temporal: opaque values only. The server stores the names. As few as can be: a
// namespace on an SQL database has room for ten of a type, for all who use it.

export const attributeKeys = {
  tenant: defineSearchAttributeKey('OnboardTenant', 'KEYWORD'),
  target: defineSearchAttributeKey('OnboardTarget', 'KEYWORD'),
  status: defineSearchAttributeKey('OnboardStatus', 'KEYWORD'),
  errorCode: defineSearchAttributeKey('OnboardErrorCode', 'KEYWORD'),
  failed: defineSearchAttributeKey('OnboardFailed', 'INT'),
};

/** The type of every search attribute by its name: what a namespace must have. */
export const searchAttributes: Readonly<Record<string, 'KEYWORD' | 'INT'>> = Object.fromEntries(
  Object.values(attributeKeys).map(({ name, type }) => [name, type] as const),
);

/** What a workflow about a tenant is started with: a run, a synchronisation, a slice. */
export function tenantAttributes(tenant: string, target: TargetRef): SearchAttributePair[] {
  return [...placeAttributes(tenant, target), { key: attributeKeys.status, value: 'running' }];
}

/**
 * What a workflow of any kind is found by. A user's says no more until it fails or is cancelled: a write at every step would be a good
 * part of what a user costs.
 */
export function placeAttributes(tenant: string, target: TargetRef): SearchAttributePair[] {
  return [
    { key: attributeKeys.tenant, value: tenant },
    { key: attributeKeys.target, value: targetLabel(target) },
  ];
}

/** Temporal's own: what is wrong with the tasks of a workflow. Servers before 1.29 do not know it. */
export const reportedProblems = defineSearchAttributeKey('TemporalReportedProblems', 'KEYWORD_LIST');

// Conditions of queries that several rooms ask.

const problems = ['WorkflowTaskFailed', 'WorkflowTaskTimedOut'].map((category) => `'category=${category}'`).join(', ');

/** Open workflows whose tasks keep failing. */
export const stuckWorkflows = `${reportedProblems.name} IN (${problems}) AND ExecutionStatus = 'Running'`;

export function ofQueue(taskQueue: string): string {
  return `TaskQueue = '${taskQueue}'`;
}

/** Open, also of one that was paused in Temporal itself, which older servers know no word for. */
export const isOpenNow = 'CloseTime IS NULL';

/** Open workflows that say so of themselves; one that was paused in Temporal itself is paused, whatever it said before. */
export function openAs(status: 'running' | 'paused' | 'waiting-for-target' | 'needs-attention'): string {
  const { name } = attributeKeys.status;
  if (status === 'paused') return `(${name} = 'paused' OR ExecutionStatus != 'Running') AND ${isOpenNow}`;
  return `${name} = '${status}' AND ExecutionStatus = 'Running'`;
}
