import { partOf } from '../../domain/systems/systems';
import type { TargetRef } from '../../domain/tenant/target-ref';

/** The target with what it leaves to the tenant's name: a tenant in yuuvis, or a team in idmgmt, of the same name. */
export function withTenantName(target: TargetRef, tenant: string): TargetRef {
  const part = partOf(target.system);
  return part?.ofTenant === true ? { [part.field]: tenant, ...target } : target;
}
