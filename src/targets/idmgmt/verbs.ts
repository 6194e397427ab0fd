import type { ChangeOutcome, PersonChange } from '../../domain/run/team-writing';
import type { Membership } from '../../domain/run/plan';
import { orStopped } from '../connection/stopped';
import { type Finding, TargetError, type Task, type Verb, type Verbs } from '../contract/target';
import type { Directory } from './directory';
import { missingIn } from './membership';
import type { Team } from './wire';
import { changeable } from './write-team';

export interface VerbParts {
  readonly directory: Directory;
  /** The team as it is now; for a plan, as it was a moment ago. */
  readonly readTeam: (team: string, task: Task<'join'>) => Promise<Team | undefined>;
  readonly write: (
    team: string,
    changes: readonly PersonChange[],
    signal: AbortSignal,
  ) => Promise<readonly ChangeOutcome[]>;
}

const done: Finding = { done: true };

/** The verbs for one team: contract "idmgmt", section "Order for one user". What a plan never asks for is done. */
export function idmgmtVerbs(parts: VerbParts): Verbs {
  return {
    create: findVerb(parts),
    join: joinVerb(parts),
    link: nothing(),
    grant: nothing(),
    await: nothing(),
    group: nothing(),
  };
}

/** Done: the person is in the directory. Nothing can create one, so absence throws. */
function findVerb({ directory }: VerbParts): Verb<'create'> {
  const find = async ({ person, signal }: Task<'create'>) => {
    await orStopped(signal, () => directory.find(person, signal));
  };
  return {
    async check(task) {
      await find(task);
      return done;
    },
    apply: find,
  };
}

/** Done: the person is in the team with the role, whatever other roles it has there. A run leaves this to the team's writer. */
function joinVerb(parts: VerbParts): Verb<'join'> {
  return {
    check: (task) => orStopped(task.signal, () => checkJoin(parts, task)),
    apply: (task, missing) => orStopped(task.signal, () => join(parts, task, missing)),
  };
}

async function checkJoin({ directory, readTeam }: VerbParts, task: Task<'join'>): Promise<Finding> {
  const { person, want, signal } = task;
  const user = await directory.find(person, signal);
  const missing: string[] = [];
  for (const { place, role } of want) {
    const team = await readTeam(place, task);
    const change = { kind: 'join', role } as const;
    if (team === undefined || missingIn(changeable(team), [{ user, change }]).length > 0) missing.push(place);
  }
  return missing.length === 0 ? done : { done: false, missing };
}

async function join({ write }: VerbParts, task: Task<'join'>, missing: readonly string[]): Promise<void> {
  for (const membership of task.want.filter(({ place }) => missing.includes(place))) {
    const [outcome] = await write(membership.place, [changeOf(task, membership)], task.signal);
    if (outcome !== undefined && 'code' in outcome) throw new TargetError(outcome.code, outcome.message);
  }
}

function changeOf({ person }: Task<'join'>, { place, role }: Membership): PersonChange {
  return { id: place, person, change: { kind: 'join', role } };
}

function nothing() {
  return { check: async () => done, apply: async () => undefined };
}
