// The target systems: one line each, the default first.
export { mas } from './mas/index';
export { yuuvis } from './yuuvis/index';
export { idmgmt } from './idmgmt/index';
export { scim } from './scim/index';
export { keycloak } from './keycloak/index';
