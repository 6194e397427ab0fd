import { targetSystem } from '../contract/target-system';
import { facts } from './facts';
import { IdmgmtRef, IdmgmtSettings } from './settings';

/** IBM's identity management. */
export const idmgmt = targetSystem({
  ...{ facts, reference: IdmgmtRef, settings: IdmgmtSettings },
  async load() {
    const { createIdmgmt } = await import('./idmgmt.js');
    return (settings, around) => createIdmgmt({ settings, ...around });
  },
});
