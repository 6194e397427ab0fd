import { targetSystem } from '../contract/target-system';
import { facts } from './facts';
import { createMas } from './mas';
import { connectMas, type MasConnection, type MasDeps } from './parts/connection';
import { MasSettings } from './parts/settings';
import { MasRef } from './reference';

export type { MasDeps } from './parts/connection';
export { createMas } from './mas';
export { MasSettings } from './parts/settings';

/** IBM Maximo Application Suite. */
export const mas = targetSystem({
  ...{ facts, reference: MasRef, settings: MasSettings },
  inCluster: { credentials: 'kubernetes' },
  create(settings, around) {
    const targetIn = createMas({ settings, ...around });
    return ({ workspace, version }) => targetIn(workspace, version);
  },
});

/** The single calls of the reference manual, for one workspace; `docs/reference/mas.md` maps them. */
export type MasApi = Pick<MasConnection, 'users' | 'workspaces' | 'applications'> &
  Pick<MasConnection['manage'], 'keys' | 'groups'> & {
    /** From 9.1, in place of `users`. */
    readonly people: MasConnection['manage']['people']['people'];
  };

/** MAS call by call, without a workflow: answers a function from workspace to its calls. Nothing retries here. */
export function createMasApi(deps: MasDeps): (workspace: string) => MasApi {
  const connect = connectMas(deps);
  return (workspace) => {
    const { users, workspaces, applications, manage } = connect(workspace);
    return { users, workspaces, applications, keys: manage.keys, groups: manage.groups, people: manage.people.people };
  };
}
