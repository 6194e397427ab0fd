import { targetSystem } from '../contract/target-system';
import { connectIdmgmt, type IdmgmtConnection, type IdmgmtDeps } from './connection';
import { facts } from './facts';
import { createIdmgmt } from './idmgmt';
import { IdmgmtRef, IdmgmtSettings } from './settings';

export { createIdmgmt } from './idmgmt';
export { IdmgmtSettings } from './settings';

/** IBM's identity management. */
export const idmgmt = targetSystem({
  ...{ facts, reference: IdmgmtRef, settings: IdmgmtSettings },
  create: (settings, around) => createIdmgmt({ settings, ...around }),
});

/** The single calls of the contract; `docs/reference/idmgmt.md` maps them. */
export type IdmgmtApi = Pick<IdmgmtConnection, 'users' | 'teams' | 'directory'>;

/** The identity management call by call, without a workflow. Nothing retries here, and nothing guards a team. */
export function createIdmgmtApi(deps: IdmgmtDeps): IdmgmtApi {
  const { users, teams, directory } = connectIdmgmt(deps);
  return { users, teams, directory };
}
