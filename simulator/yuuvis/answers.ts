import type { Answer } from '../server/system';
import { rolesOf, type YuuvisUser } from './world';

export function ok(body: unknown, status = 200): Answer {
  return { status, body };
}

export function refusal(status: number, error: string): Answer {
  return { status, body: { error } };
}

/** A user as yuuvis shows it: what there is none of is left out, and roles include those of the groups. */
export function shown(user: YuuvisUser): object {
  const { id, username, enabled, createdTimestamp, email, firstName, lastName } = user;
  const [roles, groups] = [rolesOf(user), [...user.groups]];
  return {
    id,
    ...(email === undefined ? {} : { email }),
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
    ...(roles.length === 0 ? {} : { roles }),
    ...(groups.length === 0 ? {} : { groups }),
    username,
    enabled,
    createdTimestamp,
  };
}
