import { targetSystem } from '../contract/target-system';
import { connectYuuvis, type YuuvisConnection, type YuuvisDeps } from './connection';
import { facts } from './facts';
import { YuuvisRef, YuuvisSettings } from './settings';
import type { YuuvisUsers } from './users';
import { createYuuvis } from './yuuvis';

export type { YuuvisDeps } from './connection';
export { YuuvisSettings } from './settings';
export { createYuuvis } from './yuuvis';

/** yuuvis Momentum. */
export const yuuvis = targetSystem({
  ...{ facts, reference: YuuvisRef, settings: YuuvisSettings },
  create: (settings, around) => createYuuvis({ settings, ...around }),
});

/** The single calls of the Tenant Management API; `docs/reference/yuuvis.md` maps them. */
export interface YuuvisApi {
  /** What any account may ask about its own tenant, and the count. */
  readonly own: YuuvisConnection['own'];
  /** Users of a tenant, through the section that is configured; `admin` has one tenant, whatever the name. */
  readonly users: (tenant: string) => YuuvisUsers;
}

/** yuuvis call by call, without a workflow. Nothing retries here. */
export function createYuuvisApi(deps: YuuvisDeps): YuuvisApi {
  const { own, tenant } = connectYuuvis(deps);
  return { own, users: (name) => tenant(name).users };
}
