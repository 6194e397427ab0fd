import { connectMas, type MasConnection, type MasDeps } from './parts/connection';

export type { MasDeps } from './parts/connection';
export { createMas } from './mas';
export { MasSettings } from './parts/settings';

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
