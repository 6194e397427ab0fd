import { isDeepStrictEqual } from 'node:util';
import type { ChangeOutcome, PersonChange } from '../../domain/run/team-writing';
import { factsOf } from '../../domain/failures/failures';
import { TargetError } from '../contract/target';
import type { Directory } from './directory';
import { formerUser, missingIn, type TeamChange, withChanges } from './membership';
import type { Teams } from './teams';
import { systemTeam, type Team } from './wire';

/** Lets one at a time in, in the order they came. */
interface Turns {
  /** Runs when it is its turn. When `signal` aborts before that, throws its reason. */
  take<T>(run: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async take(run, signal) {
      const before = last;
      const mine = before.then(async () => {
        signal.throwIfAborted();
        return await run();
      });
      last = mine.catch(() => undefined);
      return await mine;
    },
  };
}

interface TeamWriteParts {
  readonly teams: Teams;
  readonly directory: Directory;
}

type NamedChange = TeamChange & { readonly id: string };

interface Resolved {
  readonly found: readonly NamedChange[];
  /** Who is to leave, and has left the directory already. */
  readonly former: readonly PersonChange[];
  readonly refused: readonly ChangeOutcome[];
}

/** Writes in a row before it is left to a later attempt. */
const mostWrites = 4;
/** Reads before a write, when no two in a row are the same. */
const mostReads = 4;

/**
 * Makes all changes of one team with one write, keeps everything that others put in, and reads until the team shows them:
 * what somebody else's write took away is written again. Without contention: one read when nothing is missing, else two
 * reads, a write and a read. Throws `TargetError`; a change that can never be made is an outcome of its own. A team that
 * does not exist is made for those who join; nobody needs to leave it.
 */
export async function writeTeam(
  parts: TeamWriteParts,
  team: string,
  { changes, signal }: { readonly changes: readonly PersonChange[]; readonly signal: AbortSignal },
): Promise<ChangeOutcome[]> {
  const { found, former, refused } = await resolve(parts.directory, changes, signal);
  if (found.length + former.length === 0) return [...refused];
  const isJoined = found.some(({ change }) => change.kind === 'join');
  const read = () => (isJoined ? readOrCreate(parts.teams, team, signal) : readIfThere(parts.teams, team, signal));
  const first = await read();
  const leaving = former.map(({ id, person, change }) => ({ id, change, user: formerUser(first, person) }));
  const wanted = [...found, ...leaving];
  const written = await bringAbout({ teams: parts.teams, read, signal }, first, wanted);
  return [...refused, ...wanted.map(({ id }) => ({ id, changed: written.has(id) }))];
}

interface Writing {
  readonly teams: Teams;
  readonly read: () => Promise<Team>;
  readonly signal: AbortSignal;
}

/** Writes until the team shows every change. Answers the ids of those that were missing. */
async function bringAbout(
  { teams, read, signal }: Writing,
  first: Team,
  wanted: readonly NamedChange[],
): Promise<ReadonlySet<string>> {
  const written = new Set<string>();
  let team = first;
  for (let writes = 0; ; writes += 1) {
    let missing = missingIn(team, wanted);
    if (missing.length === 0) return written;
    if (writes === mostWrites) throw contended(team.teamId);
    team = await settled(teams, team, signal);
    missing = missingIn(team, wanted);
    if (missing.length === 0) continue;
    await teams.replace(withChanges(team, missing), signal);
    for (const { id } of missing) written.add(id);
    team = await read();
  }
}

/** Who is who in the directory. Permanent refusals belong to their person; all else stops the write. */
async function resolve(directory: Directory, changes: readonly PersonChange[], signal: AbortSignal): Promise<Resolved> {
  const found: NamedChange[] = [];
  const former: PersonChange[] = [];
  const refused: ChangeOutcome[] = [];
  for (const asked of changes) {
    const { id, person, change } = asked;
    try {
      found.push({ id, user: await directory.find(person, signal), change });
    } catch (error) {
      if (!(error instanceof TargetError) || !isOnesOwn(error)) throw error;
      if (change.kind === 'leave' && error.code === 'IDMGMT_USER_NOT_FOUND') former.push(asked);
      else refused.push({ id, code: error.code, message: error.message });
    }
  }
  return { found, former, refused };
}

function isOnesOwn({ code }: TargetError): boolean {
  return code.startsWith('IDMGMT_USER_') && factsOf(code).retry === 'never';
}

async function readOrCreate(teams: Teams, team: string, signal: AbortSignal): Promise<Team> {
  const found = await teams.get(team, signal);
  if (found !== undefined) return changeable(found);
  await teams.create(team, signal);
  return changeable(await teams.require(team, signal));
}

/** A team that does not exist has no members. */
async function readIfThere(teams: Teams, team: string, signal: AbortSignal): Promise<Team> {
  return changeable((await teams.get(team, signal)) ?? { teamId: team, users: [] });
}

/** Throws IDMGMT_SYSTEM_TEAM for a team that is never changed. */
export function changeable(team: Team): Team {
  if (team.type?.toLowerCase() !== systemTeam.toLowerCase()) return team;
  throw new TargetError('IDMGMT_SYSTEM_TEAM', `the team ${team.teamId} is a System team`);
}

/**
 * Two reads in a row that are the same, just before a write: whatever somebody else wrote while the first one was on its
 * way, or thought about, is seen. The far side has no version to compare, so the moment of the write itself stays open.
 */
async function settled(teams: Teams, first: Team, signal: AbortSignal): Promise<Team> {
  let last = first;
  for (let reads = 1; reads < mostReads; reads += 1) {
    const next = changeable(await teams.require(first.teamId, signal));
    if (isDeepStrictEqual(next, last)) return next;
    last = next;
  }
  return last;
}

function contended(team: string): TargetError {
  const message = `the team ${team} was changed by somebody else after each of ${mostWrites} writes`;
  return new TargetError('IDMGMT_TEAM_CONTENDED', message);
}
