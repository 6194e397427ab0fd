export { offboardTenant } from './offboard-tenant';
export { offboardUser } from './offboard-user';
export { onboardTenant } from './onboard-tenant';
export { onboardUser } from './onboard-user';
export { syncTenant } from './sync-tenant';
export { teamWriter } from './team-writer';
export { tenantLedger } from './tenant-ledger';
