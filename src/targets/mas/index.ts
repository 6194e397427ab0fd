import { targetSystem } from '../contract/target-system';
import { facts } from './facts';
import { MasSettings } from './parts/settings';
import { MasRef } from './reference';

/** IBM Maximo Application Suite. */
export const mas = targetSystem({
  ...{ facts, reference: MasRef, settings: MasSettings },
  inCluster: { credentials: 'kubernetes' },
  async load() {
    const { createMas } = await import('./mas.js');
    return (settings, around) => {
      return createMas({ settings, ...around });
    };
  },
});
