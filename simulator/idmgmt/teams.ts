import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { roleCrn, roles } from '../../src/targets/idmgmt/wire/wire';
import { isOfType } from '../server/media-type';
import type { Answer, Call } from '../server/system';
import { errorText, notJson, ok } from './answers';
import { newTeam, type StoredMember, type StoredTeam, type World } from './world';

const knownRoles: readonly string[] = roles.map(roleCrn);

const NewTeam = z.looseObject({ teamId: z.string().min(1).max(63), name: z.string().min(1).max(63) });
const List = z.array(z.unknown()).default([]);
const Member = z.looseObject({
  userId: z.string().min(1),
  userBaseDN: z.string().optional(),
  roles: z.array(z.looseObject({ id: z.string() })),
});
const WholeTeam = z.looseObject({
  teamId: z.string(),
  name: z.string().min(1).max(63),
  users: z.array(Member).default([]),
  usergroups: List,
  serviceids: List,
});

export function listTeams(world: World): Answer {
  return ok([...world.teams.values()].map((team) => shown(world, team)));
}

export function getTeam(world: World, call: Call): Answer {
  const team = world.teams.get(teamIn(call));
  return team === undefined ? noTeam : ok(shown(world, team));
}

function shown({ settings: { traits } }: World, team: StoredTeam): object {
  if (!traits.has('null-lists')) return team;
  const entries = Object.entries(team).map(([key, value]): [string, unknown] => [
    key,
    Array.isArray(value) && value.length === 0 ? null : value,
  ]);
  return { ...Object.fromEntries(entries) };
}

export function createTeam(world: World, call: Call): Answer {
  if (!isOfType(call, 'application/json')) return notJson;
  const wanted = NewTeam.safeParse(call.body);
  if (!wanted.success) return errorText(400, 'teamId and name are required');
  const { teamId, name } = wanted.data;
  if (world.teams.has(teamId)) return errorText(409, 'the team exists already');
  const team = newTeam({ teamId, name }, 'Custom');
  world.teams.set(teamId, team);
  world.changes += 1;
  return { status: 201, body: team };
}

/** Contract: the body replaces all of `users`, `usergroups` and `serviceids`; what it leaves out is gone. */
export function replaceTeam(world: World, call: Call): Answer {
  const team = world.teams.get(teamIn(call));
  if (team === undefined) return noTeam;
  if (!isOfType(call, 'application/json')) return notJson;
  if (team.type === 'System') return errorText(403, 'a System team cannot be changed');
  const wanted = WholeTeam.safeParse(call.body);
  if (!wanted.success || wanted.data.teamId !== team.teamId) return errorText(400, 'the team is not valid');
  const asked = world.settings.traits.has('drops-unknown') ? withoutUnknown(world, wanted.data) : wanted.data;
  const refusal = asked.users.map((member) => refusalOf(world, member)).find((found) => found !== undefined);
  return refusal === undefined ? replaced(world, team, asked) : errorText(400, refusal);
}

type Wanted = z.infer<typeof WholeTeam>;

function withoutUnknown({ people }: World, wanted: Wanted): Wanted {
  return { ...wanted, users: wanted.users.filter(({ userId }) => people.has(userId.toLowerCase())) };
}

function replaced(world: World, team: StoredTeam, { name, users, usergroups, serviceids }: Wanted): Answer {
  const next: StoredTeam = { ...team, name, users: unique(users), usergroups, serviceids };
  if (!isDeepStrictEqual(next, team)) world.changes += 1;
  world.teams.set(team.teamId, next);
  return ok(shown(world, next));
}

/** IBM's page on role-based access control: within a team, each user has one role. */
function refusalOf({ people }: World, { userId, roles: held }: z.infer<typeof Member>): string | undefined {
  if (!people.has(userId.toLowerCase())) return 'a user is not in the directory';
  if (held.length !== 1) return 'a user has one role in a team';
  return held.every(({ id }) => knownRoles.includes(id)) ? undefined : 'a role does not exist';
}

/** A user is in a team once; the last entry counts. */
function unique(members: readonly StoredMember[]): StoredMember[] {
  return [...new Map(members.map((member) => [member.userId.toLowerCase(), member])).values()];
}

const noTeam = errorText(404, 'the team does not exist');

function teamIn(call: Call): string {
  return call.params['team'] ?? '';
}
