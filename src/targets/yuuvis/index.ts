import { targetSystem } from '../contract/target-system';
import { facts } from './facts';
import { YuuvisRef, YuuvisSettings } from './settings';

/** yuuvis Momentum. */
export const yuuvis = targetSystem({
  ...{ facts, reference: YuuvisRef, settings: YuuvisSettings },
  async load() {
    const { createYuuvis } = await import('./yuuvis.js');
    return (settings, around) => createYuuvis({ settings, ...around });
  },
});
