import { executeChild } from '@temporalio/workflow';
import { departureTypes, targetPlace, tenantWorkflowId, workflowTypes } from '../domain/run/names';
import type { TenantResult } from '../domain/run/outcome';
import type { OffboardTenantInput, OnboardTenantInput } from '../domain/run/run';
import type { SyncInput } from '../domain/sync/sync';
import type { User } from '../domain/tenant/user';
import { tenantAttributes } from './telling/attributes';
import type { offboardTenant } from './offboard-tenant';
import type { onboardTenant } from './onboard-tenant';

// The parts of a synchronisation are runs like any other: looked at, retried and reported by the tenant's name.

export function onboardWanted({ tenant, target, users, options }: SyncInput): Promise<TenantResult> {
  const input: OnboardTenantInput = { tenant, target, users, options };
  return executeChild<typeof onboardTenant>(workflowTypes.tenant, {
    ...childOptions(input),
    workflowId: tenantWorkflowId(target.system, tenant),
    args: [input],
  });
}

export function offboardGone(
  { tenant, target, options, leaving }: SyncInput,
  gone: readonly User[],
): Promise<TenantResult> {
  const input: OffboardTenantInput = { tenant, target, users: gone, options, ...leaving };
  return executeChild<typeof offboardTenant>(departureTypes.tenant, {
    ...childOptions(input),
    workflowId: tenantWorkflowId(target.system, tenant, 'offboard'),
    args: [input],
  });
}

function childOptions({ tenant, target, users }: Pick<OnboardTenantInput, 'tenant' | 'target' | 'users'>) {
  const name = `${tenant} → ${targetPlace(target)}`;
  return {
    staticSummary: `${name}, ${users.length} ${users.length === 1 ? 'user' : 'users'}`,
    memo: { name, fingerprint: null, retryOf: null },
    typedSearchAttributes: tenantAttributes(tenant, target),
  };
}
