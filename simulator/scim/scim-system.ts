import { z } from 'zod';
import { enterpriseAttributes, mediaType, routes as paths, urns } from '../../src/targets/scim/wire';
import type { Answer, Call, Method, Route, SimulatedSystem } from '../server/system';
import { getToken, hasToken } from './access';
import { refusal, scimAnswer, userShown } from './answers';
import { maxCount } from './listing';
import * as resources from './resources';
import { base, createWorld, plant, type ScimUser, type ScimWorldSettings, tokenPath, type World } from './world';

type Line = readonly [method: Method, path: string, handler: resources.Handler];

const lines: readonly Line[] = [
  ['GET', paths.config, config],
  ['GET', paths.schemas, schemas],
  ['GET', paths.users, resources.listUsers],
  ['POST', paths.users, resources.createUser],
  ['GET', paths.user, resources.getUser],
  ['PATCH', paths.user, resources.patchUser],
  ['DELETE', paths.user, resources.deleteUser],
  ['GET', paths.groups, resources.listGroups],
  ['POST', paths.groups, resources.createGroup],
  ['GET', paths.group, resources.getGroup],
  ['PATCH', paths.group, resources.patchGroup],
  ['DELETE', paths.group, resources.deleteGroup],
];

/** A SCIM 2.0 service with users and groups, and the OAuth service in front of it. */
export function createScimSystem(settings: ScimWorldSettings): SimulatedSystem {
  const world = createWorld(settings);
  return {
    routes: [
      route(world, ['POST', tokenPath, getToken]),
      ...lines.map(([method, path, handler]) => route(world, [method, `${base}${path}`, guarded(handler)])),
    ],
    changes: () => world.changes,
    snapshot: () => ({
      users: Object.fromEntries([...world.users.values()].map((user) => userHeld(world, user))),
      groups: Object.fromEntries(
        [...world.groups.values()].map((group) => [group.id, [group.displayName, ...group.members]]),
      ),
    }),
    expireTokens: () => world.tokens.clear(),
    reset: () => plant(world),
  };
}

/** RFC 7644, sections 2, 3.1 and 8.1: a token, and bodies and answers in SCIM's own media type. */
function guarded(handler: resources.Handler): resources.Handler {
  return (world, call) => {
    if (!hasToken(world, call)) return refusal(401, undefined, { 'www-authenticate': 'Bearer' });
    const { 'content-type': sent, accept } = call.headers;
    if (sent !== undefined && sent.split(';')[0]?.trim() !== mediaType) return refusal(415);
    if (accept?.includes(mediaType) !== true) return refusal(406);
    return handler(world, call);
  };
}

function config({ settings }: World): Answer {
  const cursor = settings.paging === 'cursor';
  return scimAnswer(200, {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: settings.filters, maxResults: maxCount },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: true },
    authenticationSchemes: [{ type: 'oauthbearertoken', name: 'OAuth Bearer Token', description: 'RFC 6750' }],
    ...(cursor
      ? { pagination: { cursor, index: false, defaultPaginationMethod: 'cursor', maxPageSize: maxCount } }
      : {}),
  });
}

const attributes = {
  [urns.user]: ['userName', 'name', 'displayName', 'active', 'emails', 'roles', 'groups'],
  [urns.enterprise]: enterpriseAttributes,
  [urns.group]: ['displayName', 'members'],
} as const;

function schemas(): Answer {
  const shown = Object.entries(attributes).map(([id, names]) => ({ id, attributes: names.map((name) => ({ name })) }));
  return scimAnswer(200, { schemas: [urns.list], totalResults: shown.length, startIndex: 1, Resources: shown });
}

const Named = z.object({ userName: z.string() });
const filterPrefix = 'userName eq ';

function route(world: World, [method, path, handler]: Line): Route {
  return {
    method,
    path: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    user: (call) =>
      resources.userOf(world, call)?.body.userName ?? Named.safeParse(call.body).data?.userName ?? sought(call),
    synchronisation: () => undefined,
    handle: (call) => handler(world, call),
  };
}

function sought({ query: { filter } }: Call): string | undefined {
  return filter?.startsWith(filterPrefix) === true ? filter.slice(filterPrefix.length).replaceAll('"', '') : undefined;
}

/** Without its version, which tells how often it was written. */
function userHeld(world: World, user: ScimUser): [string, object] {
  const { meta: _meta, schemas: _schemas, ...held } = userShown(world, user);
  return [user.body.userName, held];
}
