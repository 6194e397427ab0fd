export { offboardTenant } from './offboard-tenant';
export { offboardUser } from './offboard-user';
export { onboardTenant } from './onboard-tenant';
export { onboardUser } from './onboard-user';
export { offboardUsers, onboardUsers } from './slices/user-slice';
export { syncTenant } from './sync-tenant';
export { targetMaintenance } from './pauses/target-maintenance';
export { teamWriter } from './team/team-writer';
export { tenantLedger } from './ledger/tenant-ledger';
