import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { TargetRef } from '../tenant/target-ref';
import { targetLabel } from './names';

// What operators find workflows by, as clear text in Temporal: opaque values only. The server stores the names.

export const attributeKeys = {
  tenant: defineSearchAttributeKey('OnboardTenant', 'KEYWORD'),
  target: defineSearchAttributeKey('OnboardTarget', 'KEYWORD'),
  status: defineSearchAttributeKey('OnboardStatus', 'KEYWORD'),
  step: defineSearchAttributeKey('OnboardStep', 'KEYWORD'),
  errorCode: defineSearchAttributeKey('OnboardErrorCode', 'KEYWORD'),
  userType: defineSearchAttributeKey('OnboardUserType', 'KEYWORD'),
  failed: defineSearchAttributeKey('OnboardFailed', 'INT'),
};

/** The type of every search attribute by its name: what a namespace must have. */
export const searchAttributes: Readonly<Record<string, 'KEYWORD' | 'INT'>> = Object.fromEntries(
  Object.values(attributeKeys).map(({ name, type }) => [name, type] as const),
);

/** What a workflow about a tenant is started with: a run, a synchronisation, a slice. */
export function tenantAttributes(tenant: string, target: TargetRef): SearchAttributePair[] {
  return [
    { key: attributeKeys.tenant, value: tenant },
    { key: attributeKeys.target, value: targetLabel(target) },
    { key: attributeKeys.status, value: 'running' },
  ];
}
