import { connectIdmgmt, type IdmgmtConnection, type IdmgmtDeps } from './connection';

export { createIdmgmt } from './idmgmt';
export { IdmgmtSettings } from './settings';

/** The single calls of the contract; `docs/reference/idmgmt.md` maps them. */
export type IdmgmtApi = Pick<IdmgmtConnection, 'users' | 'teams' | 'directory'>;

/** The identity management call by call, without a workflow. Nothing retries here, and nothing guards a team. */
export function createIdmgmtApi(deps: IdmgmtDeps): IdmgmtApi {
  const { users, teams, directory } = connectIdmgmt(deps);
  return { users, teams, directory };
}
