import type { DepartureStep } from '../../domain/run/departure';
import type { Membership } from '../../domain/run/plan';
import type { PersonChange } from '../../domain/run/team-writing';
import { stoppable } from '../connection/stopped';
import { done, findingOf, unused } from '../contract/findings';
import { type DepartureTask, type DepartureVerb, type DepartureVerbs, TargetError } from '../contract/target';
import { findIfThere, type Users } from './calls/directory';
import { memberOf, unlistedUser } from './team/membership';
import type { VerbParts } from './verbs';
import { roleCrn, roleIdsOf, roleName, type Team, type TeamList, type TeamMember } from './wire/wire';
import { changeable } from './team/write-team';

export type DepartureParts = Pick<VerbParts, 'directory' | 'write'> & {
  readonly users: Pick<Users, 'remove'>;
  /** The team as it is now; for a plan, as it was a moment ago. */
  readonly readTeam: (team: string, task: DepartureTask<DepartureStep>) => Promise<Team | undefined>;
  /** All teams, as they were a moment ago. */
  readonly readTeams: (signal: AbortSignal) => Promise<TeamList>;
  /** The team of the run: whoever leaves it may still be seen in it. */
  readonly team: string | undefined;
};

/** The way back: contract "idmgmt", section "Offboarding". There are no groups, and no account can be disabled. */
export function idmgmtDepartureVerbs(parts: DepartureParts): DepartureVerbs {
  return {
    inspect: stoppable(inspectVerb(parts)),
    ungroup: unused,
    leave: stoppable(leaveVerb(parts)),
    deprovision: stoppable(deleteVerb(parts)),
  };
}

async function entryIn(
  { directory, readTeam }: DepartureParts,
  team: string,
  task: DepartureTask<DepartureStep>,
): Promise<TeamMember | undefined> {
  const found = await readTeam(team, task);
  if (found === undefined) return undefined;
  const user = await findIfThere(directory, task.person, task.signal);
  return memberOf(changeable(found), user ?? unlistedUser(found, task.person));
}

/** Tells roles in the team that were not given. */
function inspectVerb(parts: DepartureParts): DepartureVerb<'inspect'> {
  return {
    async check(task) {
      const differs: string[] = [];
      for (const { place, role } of task.want.memberships) {
        const entry = await entryIn(parts, place, task);
        const more = (entry === undefined ? [] : roleIdsOf(entry)).filter((id) => id !== roleCrn(role));
        differs.push(...more.map((id) => `role ${roleName(id)} in ${place}`));
      }
      return findingOf([], differs);
    },
    apply: async () => undefined,
  };
}

/** Done: the person is not in the team, in the directory or not. A run leaves this to the team's writer. */
function leaveVerb(parts: DepartureParts): DepartureVerb<'leave'> {
  return {
    async check(task) {
      const held: string[] = [];
      for (const { place } of task.want) {
        if ((await entryIn(parts, place, task)) !== undefined) held.push(place);
      }
      return findingOf(held);
    },
    async apply(task, held) {
      for (const membership of task.want.filter(({ place }) => held.includes(place))) {
        const [outcome] = await parts.write(membership.place, [changeOf(task, membership)], task.signal);
        if (outcome !== undefined && 'code' in outcome) throw new TargetError(outcome.code, outcome.message);
      }
    },
  };
}

function changeOf({ person }: DepartureTask<'leave'>, { place }: Membership): PersonChange {
  return { id: place, person, change: { kind: 'leave' } };
}

/**
 * Done: the directory does not have the user any more; disabling has nothing to do here. Throws IDMGMT_USER_IN_OTHER_TEAMS:
 * deleting would take the user out of those, too.
 */
function deleteVerb(parts: DepartureParts): DepartureVerb<'deprovision'> {
  const { directory, users, readTeams, team: own } = parts;
  return {
    async check({ person, want, signal }) {
      const user = want.account === 'delete' ? await findIfThere(directory, person, signal) : undefined;
      if (user === undefined) return done;
      const others = (await readTeams(signal)).filter(
        ({ teamId, users: members }) => teamId !== own && memberOf({ users: members }, user) !== undefined,
      );
      if (others.length === 0) return findingOf(['user']);
      const names = others.map(({ teamId }) => teamId).join(', ');
      throw new TargetError('IDMGMT_USER_IN_OTHER_TEAMS', `delete user: the user is in other teams, too: ${names}`);
    },
    async apply({ person, signal }) {
      const user = await findIfThere(directory, person, signal);
      if (user !== undefined) await users.remove(user.userId, signal);
    },
  };
}
