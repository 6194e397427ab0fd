import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { roleCrn, roles, type Team, type TeamMember } from '../../src/targets/idmgmt/wire';
import type { Answer, Call } from '../server/system';
import { errorText, ok } from './answers';
import { newTeam, type World } from './world';

const knownRoles: readonly string[] = roles.map(roleCrn);

const NewTeam = z.looseObject({ teamId: z.string().min(1).max(63), name: z.string().min(1).max(63) });
const Member = z.looseObject({
  userId: z.string().min(1),
  userBaseDN: z.string(),
  roles: z.array(z.looseObject({ id: z.string() })),
});
const WholeTeam = z.looseObject({
  teamId: z.string(),
  name: z.string().min(1).max(63),
  users: z.array(Member).default([]),
  usergroups: z.array(z.unknown()).default([]),
  serviceids: z.array(z.unknown()).default([]),
});

export function listTeams({ teams }: World): Answer {
  return ok([...teams.values()]);
}

export function getTeam({ teams }: World, call: Call): Answer {
  const team = teams.get(teamIn(call));
  return team === undefined ? noTeam : ok(team);
}

export function createTeam(world: World, { body }: Call): Answer {
  const wanted = NewTeam.safeParse(body);
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
  if (team.type === 'System') return errorText(403, 'a System team cannot be changed');
  const wanted = WholeTeam.safeParse(call.body);
  if (!wanted.success || wanted.data.teamId !== team.teamId) return errorText(400, 'the team is not valid');
  const refusal = wanted.data.users.map((member) => refusalOf(world, member)).find((found) => found !== undefined);
  if (refusal !== undefined) return errorText(400, refusal);
  return replaced(world, team, wanted.data);
}

function replaced(world: World, team: Team, wanted: z.infer<typeof WholeTeam>): Answer {
  const { name, users, usergroups, serviceids } = wanted;
  const next: Team = { ...team, name, users: unique(users), usergroups, serviceids };
  if (!isDeepStrictEqual(next, team)) world.changes += 1;
  world.teams.set(team.teamId, next);
  return ok(next);
}

function refusalOf({ people }: World, { userId, roles: held }: z.infer<typeof Member>): string | undefined {
  if (!people.has(userId.toLowerCase())) return 'a user is not in the directory';
  return held.every(({ id }) => knownRoles.includes(id)) ? undefined : 'a role does not exist';
}

/** A user is in a team once; the last entry counts. */
function unique(members: readonly TeamMember[]): TeamMember[] {
  return [...new Map(members.map((member) => [member.userId.toLowerCase(), member])).values()];
}

const noTeam = errorText(404, 'the team does not exist');

function teamIn(call: Call): string {
  return call.params['team'] ?? '';
}
