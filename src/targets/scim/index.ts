import { targetSystem } from '../contract/target-system';
import { facts } from './facts';
import { ScimRef, ScimSettings } from './settings';

/** A service that speaks SCIM 2.0. */
export const scim = targetSystem({
  ...{ facts, reference: ScimRef, settings: ScimSettings },
  async load() {
    const { createScim } = await import('./scim.js');
    return (settings, { openSecret, certificates, requests }) =>
      createScim({ settings, openSecret, certificates, requests });
  },
});
