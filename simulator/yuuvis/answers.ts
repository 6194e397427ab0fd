import type { Answer } from '../server/system';
import type { ProfileFault } from './profile';
import { rolesOf, type World, type YuuvisUser } from './world';

export function ok(body: unknown, status = 200): Answer {
  return { status, body };
}

/** An OAuth error, and those of the Tenant Management API. */
export function refusal(status: number, error: string): Answer {
  return { status, body: { error } };
}

/** As Keycloak's ErrorResponse: one fault alone, several in a list. */
export function profileRefusal(faults: readonly ProfileFault[]): Answer {
  return { status: 400, body: faults.length === 1 ? faults[0] : { errors: faults } };
}

/** A user as yuuvis shows it: what there is none of is left out, or `null`; roles include those of the groups. */
export function shown(user: YuuvisUser, { settings: { traits } }: World): object {
  const { id, username, enabled, createdTimestamp, email, firstName, lastName } = user;
  const groups = [...user.groups].map((group) => (traits.has('group-paths') ? `/${group}` : group));
  const roles = rolesOf(user);
  const optional = { email, firstName, lastName, roles: orNothing(roles), groups: orNothing(groups) };
  const told = Object.entries(optional).flatMap(([key, value]): [string, unknown][] => {
    if (value !== undefined) return [[key, value]];
    return traits.has('null-lists') ? [[key, null]] : [];
  });
  return { id, ...Object.fromEntries(told), username, enabled, createdTimestamp };
}

/** A user in a listing. */
export function listed(user: YuuvisUser, world: World): object {
  const whole = shown(user, world);
  if (!world.settings.traits.has('brief-listing')) return whole;
  return { ...whole, roles: undefined, groups: undefined, enabled: undefined };
}

function orNothing(names: readonly string[]): readonly string[] | undefined {
  return names.length === 0 ? undefined : names;
}
