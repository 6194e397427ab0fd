import type { ChangeOutcome, PersonChange } from '../../domain/run/team-writing';
import type { Membership } from '../../domain/run/plan';
import { orStopped } from '../connection/stopped';
import { done, findingOf, unused } from '../contract/findings';
import { type Finding, TargetError, type Task, type Verb, type Verbs } from '../contract/target';
import { type Directory, findIfThere } from './calls/directory';
import { missingIn, rolesIn, unlistedUser } from './team/membership';
import { changeable } from './team/write-team';
import { roleName, type Team } from './wire/wire';

export interface VerbParts {
  readonly directory: Directory;
  /** The team as it is now; for a plan, as it was a moment ago. */
  readonly readTeam: (team: string, task: Task<'join'>) => Promise<Team | undefined>;
  readonly write: (
    team: string,
    changes: readonly PersonChange[],
    signal: AbortSignal,
  ) => Promise<readonly ChangeOutcome[]>;
  /** What becomes of somebody whom the directory does not list. */
  readonly unlisted: 'write' | 'fail';
}

/** The verbs for one team: contract "idmgmt", section "Order for one user". What a plan never asks for is done. */
export function idmgmtVerbs(parts: VerbParts): Verbs {
  return {
    create: findVerb(parts),
    join: joinVerb(parts),
    link: unused,
    grant: unused,
    await: unused,
    group: unused,
  };
}

/** Done: the person is listed, or may be written into the team unlisted. Nothing can create one, so absence throws else. */
function findVerb({ directory, unlisted }: VerbParts): Verb<'create'> {
  const find = async ({ person, signal }: Task<'create'>) => {
    const look = unlisted === 'write' ? findIfThere(directory, person, signal) : directory.find(person, signal);
    await orStopped(signal, () => look);
  };
  return {
    async check(task) {
      await find(task);
      return done;
    },
    apply: find,
  };
}

/** Done: the person is in the team with this role and no other. A run leaves this to the team's writer. */
function joinVerb(parts: VerbParts): Verb<'join'> {
  return {
    check: (task) => orStopped(task.signal, () => checkJoin(parts, task)),
    apply: (task) => orStopped(task.signal, () => join(parts, task)),
  };
}

async function checkJoin({ directory, readTeam }: VerbParts, task: Task<'join'>): Promise<Finding> {
  const { person, want, signal } = task;
  const listed = await findIfThere(directory, person, signal);
  const missing: string[] = [];
  for (const { place, role } of want) {
    const team = await readTeam(place, task);
    const user = listed ?? unlistedUser(team ?? { users: [] }, person);
    const change = { kind: 'join', role } as const;
    if (team === undefined || missingIn(changeable(team), [{ user, change }]).length > 0) {
      const held = [...(rolesIn(team ?? { users: [] }, user) ?? [])].map(roleName);
      missing.push(inWords({ place, role }, { held, isListed: listed !== undefined }));
    }
  }
  return findingOf(missing);
}

/** A membership that is missing, in words for a plan. */
function inWords(
  { place, role }: Membership,
  { held, isListed }: { readonly held: readonly string[]; readonly isListed: boolean },
): string {
  if (held.length > 0) return `${place}: ${roleName(role)} in place of ${held.join(', ')}`;
  return isListed ? place : `${place}: not listed, written from the record`;
}

async function join({ write }: VerbParts, task: Task<'join'>): Promise<void> {
  for (const membership of task.want) {
    const [outcome] = await write(membership.place, [changeOf(task, membership)], task.signal);
    if (outcome !== undefined && 'code' in outcome) throw new TargetError(outcome.code, outcome.message);
  }
}

function changeOf({ person }: Task<'join'>, { place, role }: Membership): PersonChange {
  return { id: place, person, change: { kind: 'join', role } };
}
