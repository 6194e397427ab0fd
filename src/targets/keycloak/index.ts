import { targetSystem } from '../contract/target-system';
import { facts } from './facts';
import { KeycloakRef, KeycloakSettings } from './settings';

/** Keycloak, by its Admin REST API. */
export const keycloak = targetSystem({
  ...{ facts, reference: KeycloakRef, settings: KeycloakSettings },
  async load() {
    const { createKeycloak } = await import('./keycloak.js');
    return (settings, around) => createKeycloak({ settings, ...around });
  },
});
