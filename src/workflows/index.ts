export { onboardTenant } from './onboard-tenant';
export { onboardUser } from './onboard-user';
export { teamWriter } from './team-writer';
