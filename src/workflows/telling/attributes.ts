import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import type { FailureCode } from '../../domain/failures/failures';
import { searchAttributes as types, targetLabel } from '../../domain/run/names';
import type { RunStep } from '../../domain/run/outcome';
import type { TargetRef } from '../../domain/tenant/target-ref';
import type { UserKind } from '../../domain/tenant/user';

// What operators can search for. It is clear text in Temporal: opaque values only.

const tenant = defineSearchAttributeKey('OnboardTenant', types.OnboardTenant);
const target = defineSearchAttributeKey('OnboardTarget', types.OnboardTarget);
const status = defineSearchAttributeKey('OnboardStatus', types.OnboardStatus);
const step = defineSearchAttributeKey('OnboardStep', types.OnboardStep);
const errorCode = defineSearchAttributeKey('OnboardErrorCode', types.OnboardErrorCode);
const userType = defineSearchAttributeKey('OnboardUserType', types.OnboardUserType);
const failed = defineSearchAttributeKey('OnboardFailed', types.OnboardFailed);

/** What a tenant's run is started with. */
export function tenantAttributes(name: string, ref: TargetRef): SearchAttributePair[] {
  return [
    { key: tenant, value: name },
    { key: target, value: targetLabel(ref) },
    { key: status, value: 'running' },
  ];
}

/** What a user's workflow is started with. */
export function userAttributes(name: string, ref: TargetRef, kind: UserKind): SearchAttributePair[] {
  return [
    { key: tenant, value: name },
    { key: target, value: targetLabel(ref) },
    { key: status, value: 'running' },
    { key: userType, value: kind },
  ];
}

export type PublishedStatus =
  | 'running'
  | 'paused'
  | 'needs-attention'
  | 'completed'
  | 'completed-with-failures'
  | 'failed'
  | 'cancelled';

export function publishStatus(value: PublishedStatus): void {
  upsertSearchAttributes([{ key: status, value }]);
}

export function publishFailed(count: number, value: PublishedStatus): void {
  upsertSearchAttributes([
    { key: status, value },
    { key: failed, value: count },
  ]);
}

export function publishFailure(at: RunStep, code: FailureCode): void {
  upsertSearchAttributes([
    { key: status, value: 'failed' },
    { key: step, value: at },
    { key: errorCode, value: code },
  ]);
}

export function publishStep(at: RunStep): void {
  upsertSearchAttributes([{ key: step, value: at }]);
}

/** While the run goes on. */
export function publishFailures(count: number): void {
  upsertSearchAttributes([{ key: failed, value: count }]);
}

/** Of a run that failed as a whole. */
export function publishRunFailure(code: FailureCode): void {
  upsertSearchAttributes([
    { key: status, value: 'failed' },
    { key: errorCode, value: code },
  ]);
}
