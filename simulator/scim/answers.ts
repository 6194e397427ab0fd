import { mediaType, urns } from '../../src/targets/scim/wire';
import type { Answer } from '../server/system';
import { base, type ScimGroup, type ScimUser, versionOf, type World } from './world';

type ScimType =
  | 'invalidFilter'
  | 'uniqueness'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidCursor'
  | 'invalidCount';

export function scimAnswer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, body, headers: { 'content-type': mediaType, ...headers } };
}

/** RFC 7644, section 3.12. */
export function refusal(status: number, scimType?: ScimType, headers: Readonly<Record<string, string>> = {}): Answer {
  const word = scimType === undefined ? {} : { scimType };
  return scimAnswer(status, { schemas: [urns.error], status: String(status), ...word }, headers);
}

interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** 201: RFC 7644, section 3.3. */
export function made(kind: 'Users' | 'Groups', of: Versioned, shown: object): Answer {
  return scimAnswer(201, shown, { location: `${base}/${kind}/${of.id}`, etag: versionOf(of) });
}

/** A change is answered without a body: RFC 7644, section 3.5.2. */
export function changed(of: Versioned): Answer {
  return { status: 204, headers: { etag: versionOf(of) } };
}

export function userShown(world: World, user: ScimUser): Readonly<Record<string, unknown>> {
  const { id, created, body, active, roles } = user;
  const groups = [...world.groups.values()].filter(({ members }) => members.has(id));
  const extended = body[urns.enterprise] !== undefined;
  return {
    schemas: extended ? [urns.user, urns.enterprise] : [urns.user],
    ...{ id, ...body, active },
    ...(roles.size === 0 ? {} : { roles: [...roles].map((value) => ({ value })) }),
    ...(groups.length === 0
      ? {}
      : { groups: groups.map((group) => ({ value: group.id, display: group.displayName })) }),
    meta: { resourceType: 'User', created, location: `${base}/Users/${id}`, version: versionOf(user) },
  };
}

export function groupShown(group: ScimGroup): Readonly<Record<string, unknown>> {
  const { id, created, displayName, members } = group;
  return {
    schemas: [urns.group],
    ...{ id, displayName },
    // An attribute without values is left out: RFC 7643, section 2.5.
    ...(members.size === 0 ? {} : { members: [...members].map((value) => ({ value, type: 'User' })) }),
    meta: { resourceType: 'Group', created, location: `${base}/Groups/${id}`, version: versionOf(group) },
  };
}

/** RFC 7644, section 3.9: `id` and `schemas` come always. */
export function chosen(
  shown: Readonly<Record<string, unknown>>,
  attributes: string | undefined,
): Readonly<Record<string, unknown>> {
  if (attributes === undefined) return shown;
  const names = new Set([...attributes.split(','), 'id', 'schemas']);
  return Object.fromEntries(Object.entries(shown).filter(([name]) => names.has(name)));
}
