import type { Prepared } from '../../domain/run/activities';
import type { IdmgmtRef } from './settings';
import type { Clock } from '../../http/clock';
import { remember } from '../connection/remember';
import { createSharedValue } from '../connection/shared-value';
import { orStopped } from '../connection/stopped';
import { type Target, TargetError } from '../contract/target';
import { connectIdmgmt, type IdmgmtConnection, type IdmgmtDeps } from './connection';
import { idmgmtDepartureVerbs } from './departure-verbs';
import { diagnoseIdmgmt } from './diagnose';
import { idmgmtDeparturePlans, idmgmtPlans } from './plans';
import { createTurns } from './team/turns';
import { changeable, writeTeam } from './team/write-team';
import { idmgmtVerbs, type VerbParts } from './verbs';

/** The part of a reference that says what is wanted in an instance. */
export type IdmgmtPlace = Pick<IdmgmtRef, 'team' | 'roles' | 'unlisted'>;

/** Users of one plan look at a team at the same time: they share one read. */
const sharedReadMs = 2_000;

/**
 * A cluster with IBM's identity management as a target: answers a function from team and roles to target. Nothing is sent
 * until it is used. In one process, a team is written by one at a time; among processes, its writer sees to that.
 */
export function createIdmgmt(deps: IdmgmtDeps): (place: IdmgmtPlace) => Target {
  const connection = connectIdmgmt(deps);
  const turnsOf = remember(createTurns);
  const { directory, users, teams, clock } = connection;
  const recentTeam = remember((team) => recentRead(() => teams.get(team), clock));
  const readTeams = recentRead(() => teams.all(), clock);

  const readTeam = async (team: string, { readOnly, signal }: Reading) =>
    readOnly === true ? await recentTeam(team)(signal) : await teams.get(team, signal);
  const write: VerbParts['write'] = (team, changes, signal) =>
    turnsOf(team).take(() => writeTeam(connection, team, { changes, signal }), signal);

  return ({ team, roles, unlisted = 'write' }) => ({
    prepare: (signal) => orStopped(signal, () => prepare(connection, { team, roles }, signal)),
    verbs: idmgmtVerbs({ directory, readTeam, write, unlisted }),
    offboarding: {
      async prepare(how, signal) {
        const { plans, present } = await orStopped(signal, () => prepare(connection, { team, roles }, signal));
        return { plans: idmgmtDeparturePlans(plans, how), present };
      },
      verbs: idmgmtDepartureVerbs({ directory, users, readTeam, readTeams, write, team }),
    },
    writeTeam: ({ team: place, changes }, signal) =>
      orStopped(signal, () => turnsOf(place).take(() => writeTeam(connection, place, { changes, signal }), signal)),
    release: async () => undefined,
    diagnose: (signal) => diagnoseIdmgmt(connection, team, signal),
  });
}

async function prepare(
  { directory, teams }: IdmgmtConnection,
  { team, roles }: Pick<IdmgmtPlace, 'team' | 'roles'>,
  signal: AbortSignal,
): Promise<Prepared> {
  if (team === undefined) throw new TargetError('TARGET_UNKNOWN', 'the target names no team');
  await directory.refresh(signal);
  const found = await teams.get(team, signal);
  if (found !== undefined) changeable(found);
  return { plans: idmgmtPlans(team, roles), present: [] };
}

interface Reading {
  readonly readOnly?: true;
  readonly signal: AbortSignal;
}

function recentRead<T>(make: () => Promise<T>, clock: Clock): (signal: AbortSignal) => Promise<T> {
  const read = createSharedValue(async () => ({ value: await make(), at: clock.now() }));
  return async (signal) => {
    const known = read.peek();
    if (known !== undefined && clock.now() - known.at >= sharedReadMs) read.drop(known);
    return (await read.get(signal)).value;
  };
}
