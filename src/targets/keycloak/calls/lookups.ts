import type { Clock } from '../../../http/clock';
import { createSharedValue, type SharedValue } from '../../connection/shared-value';
import { TargetError } from '../../contract/target';
import { ActionList, ClientList, Group, Named, NamedList, Provider, Realm, routes } from '../wire/wire';
import { organizationRole } from './members';
import type { RealmCalls } from './realm-calls';

/** Something of a realm that users get, by the name that people write; `client` is whose role it is. */
export interface Need {
  readonly kind: keyof typeof finders;
  readonly name: string;
  readonly client?: string;
}

/** What is in one realm. It is read once, and kept for a while or until it is forgotten. */
export interface Lookups {
  /** Throws KEYCLOAK_REALM_NOT_FOUND. */
  realm(signal?: AbortSignal): Promise<Realm>;
  /** Throws KEYCLOAK_NOT_IN_REALM. */
  get(need: Need, signal?: AbortSignal): Promise<Named>;
  forget(): void;
}

/** Throws KEYCLOAK_NOT_IN_REALM, with everything that is not there. */
export async function requireAll(lookups: Lookups, needs: readonly Need[], signal: AbortSignal): Promise<void> {
  const absent: string[] = [];
  for (const need of needs) {
    try {
      await lookups.get(need, signal);
    } catch (error) {
      if (!(error instanceof TargetError && error.code === 'KEYCLOAK_NOT_IN_REALM')) throw error;
      absent.push(needInWords(need));
    }
  }
  if (absent.length > 0) throw new TargetError('KEYCLOAK_NOT_IN_REALM', `the realm has no ${absent.join(', no ')}`);
}

function needInWords({ kind, name, client }: Need): string {
  return client === undefined ? `${kind} ${name}` : `role ${name} of client ${client}`;
}

/** Long enough for a run of 500 users, short enough that a worker does not go on with yesterday's. */
const keptMs = 600_000;

export function createLookups(calls: RealmCalls, clock: Clock): Lookups {
  let begunAt = clock.now();
  const kept = new Map<string, SharedValue<Named>>();
  const keptRealm = createSharedValue(() => readRealm(calls));

  const forgetOld = () => {
    if (clock.now() - begunAt > keptMs) lookups.forget();
  };
  const lookups: Lookups = {
    async realm(signal) {
      forgetOld();
      return await keptRealm.get(signal);
    },
    async get(need, signal) {
      forgetOld();
      const key = JSON.stringify(need);
      const known = kept.get(key) ?? createSharedValue(() => readNeeded(calls, lookups, need));
      kept.set(key, known);
      return await known.get(signal);
    },
    forget() {
      begunAt = clock.now();
      kept.clear();
      const realm = keptRealm.peek();
      if (realm !== undefined) keptRealm.drop(realm);
    },
  };
  return lookups;
}

async function readRealm({ read }: RealmCalls): Promise<Realm> {
  const found = await read({ what: 'get realm', path: routes.realm, schema: Realm, role: 'manage-users' });
  if (found !== undefined) return found;
  throw new TargetError('KEYCLOAK_REALM_NOT_FOUND', 'get realm: Keycloak answered 404');
}

async function readNeeded(calls: RealmCalls, lookups: Lookups, need: Need): Promise<Named> {
  const found = await finders[need.kind](calls, need, lookups);
  if (found !== undefined) return found;
  throw new TargetError('KEYCLOAK_NOT_IN_REALM', `the realm has no ${needInWords(need)}`);
}

type Sought = Pick<Need, 'name' | 'client'>;
type Found = Promise<Named | undefined>;

/** How each is found: by its exact name, which no search is trusted with. */
const finders = {
  group: ({ read }: RealmCalls, { name }: Sought): Found => {
    return read({ what: 'get group', ...groupByPath(name), schema: Group, role: 'manage-users' });
  },
  'realm role': ({ read }: RealmCalls, { name }: Sought): Found => {
    const question = { what: 'get role', path: routes.realmRole, parts: { role: name } };
    return read({ ...question, schema: Named, role: 'view-realm' });
  },
  client: async ({ read }: RealmCalls, { name }: Sought): Found => {
    const question = { what: 'find client', path: routes.clients, query: { clientId: name } };
    const found = await read({ ...question, schema: ClientList, role: 'view-clients' });
    return found?.filter(({ clientId }) => clientId === name).map(({ id }) => ({ id, name }))[0];
  },
  'client role': async ({ read }: RealmCalls, { client = '', name }: Sought, lookups: Lookups): Found => {
    const { id } = await lookups.get({ kind: 'client', name: client });
    const question = { what: 'get client role', path: routes.clientRole, parts: { client: id, role: name } };
    return await read({ ...question, schema: Named, role: 'view-clients' });
  },
  'identity provider': async ({ read }: RealmCalls, { name }: Sought): Found => {
    const question = { what: 'get identity provider', path: routes.identityProvider, parts: { alias: name } };
    const found = await read({ ...question, schema: Provider, role: 'view-identity-providers' });
    return found === undefined ? undefined : { id: name, name };
  },
  'required action': async ({ read }: RealmCalls, { name }: Sought): Found => {
    const question = { what: 'list required actions', path: routes.requiredActions };
    const found = await read({ ...question, schema: ActionList, role: 'view-realm' });
    const isThere = found?.some(({ alias, enabled }) => alias === name && enabled !== false);
    return isThere === true ? { id: name, name } : undefined;
  },
  organization: async ({ read }: RealmCalls, { name }: Sought): Found => {
    const question = { what: 'find organization', path: routes.organizations, query: { search: name, exact: 'true' } };
    const found = await read({ ...question, schema: NamedList, role: organizationRole });
    return found?.find((organization) => organization.name === name);
  },
};

/** One part of the URL for each name of the path: a proxy may refuse an encoded slash. */
function groupByPath(path: string) {
  const names = path.split('/').slice(1);
  const parts = Object.fromEntries(names.map((name, at) => [`name${at}`, name]));
  return { path: [routes.groupByPath, ...names.map((_, at) => `{name${at}}`)].join('/'), parts };
}
