import type { Clock } from '../../http/clock';
import { createSharedValue } from '../connection/shared-value';
import type { Service } from '../connection/service';
import { TargetError } from '../contract/target';
import { readList } from './lists';
import { refusals, refused } from './session';
import type { ScimRef } from './settings';
import { ProviderConfig, routes, SchemaShown, urns } from './wire';

/** What the service says of itself: RFC 7644, section 4. `attributes` by schema; undefined where it shows none. */
export interface Discovered {
  readonly config: ProviderConfig;
  readonly attributes: ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

/** Read once for all users, and again after a while. All throw `TargetError`; when `signal` aborts, its reason. */
export interface Discovery {
  get(signal?: AbortSignal): Promise<Discovered>;
}

/** For a service without this document: what RFC 7644 asks of every one that has users, and no more. */
const leastConfig: ProviderConfig = { patch: { supported: true }, filter: { supported: true } };

const freshMs = 300_000;

export function createDiscovery(service: Service, clock: Clock): Discovery {
  const shared = createSharedValue(async () => {
    const readAt = clock.now();
    return { readAt, config: await readConfig(service), attributes: await readSchemas(service) };
  });
  return {
    async get(signal) {
      const kept = shared.peek();
      if (kept !== undefined && clock.now() - kept.readAt > freshMs) shared.drop(kept);
      return await shared.get(signal);
    },
  };
}

async function readConfig(service: Service): Promise<ProviderConfig> {
  const what = 'read the configuration of the service';
  const answer = await service.send({ what, method: 'GET', path: routes.config });
  if (answer.status === 404) return leastConfig;
  if (answer.status !== 200) throw refused(what, answer);
  return refusals.parseBody(what, answer, ProviderConfig);
}

async function readSchemas(service: Service): Promise<Discovered['attributes']> {
  const schemas = await readList(service, { what: 'read the schemas', path: routes.schemas });
  if (schemas === undefined) return undefined;
  const shown = schemas.flatMap((schema) => SchemaShown.safeParse(schema).data ?? []);
  return new Map(shown.map(({ id, attributes }) => [id, new Set(attributes?.map(({ name }) => name))]));
}

/** Throws SCIM_FEATURE_MISSING for an attribute that the service says it does not have; one that says nothing is believed. */
export function requireAttribute({ attributes }: Discovered, schema: keyof typeof urns, name: string): void {
  if (attributes === undefined || attributes.size === 0 || attributes.get(urns[schema])?.has(name) === true) return;
  throw new TargetError('SCIM_FEATURE_MISSING', `the schemas of the service have no ${schema} attribute ${name}`);
}

/** Throws SCIM_FEATURE_MISSING for a service without PATCH. */
export function requirePatch({ config }: Discovered): void {
  if (!config.patch.supported) throw new TargetError('SCIM_FEATURE_MISSING', 'the service says that it has no PATCH');
}

/** Throws SCIM_FEATURE_MISSING for what users are to get and the service says it does not have. */
export function requireOffered(discovered: Discovered, { roles, enterprise }: ScimRef): void {
  requirePatch(discovered);
  if (anybody(roles)) requireAttribute(discovered, 'user', 'roles');
  for (const name of Object.keys({ ...enterprise?.primary, ...enterprise?.secondary })) {
    requireAttribute(discovered, 'enterprise', name);
  }
}

function anybody(roles: ScimRef['roles']): boolean {
  return [roles?.primary, roles?.secondary].some((kind) => kind !== undefined && kind.length > 0);
}
