export { onboardTenant } from './onboard-tenant';
export { onboardUser } from './onboard-user';
