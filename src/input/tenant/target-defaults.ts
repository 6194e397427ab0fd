import type { TargetRef } from '../../domain/tenant/target-ref';

/** The target with what it leaves to the tenant's name: a tenant in yuuvis, or a team in idmgmt, of the same name. */
export function withTenantName(target: TargetRef, tenant: string): TargetRef {
  switch (target.system) {
    case 'mas':
      return target;
    case 'yuuvis':
      return { tenant, ...target };
    case 'idmgmt':
      return { team: tenant, ...target };
  }
}
