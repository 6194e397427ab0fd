import { isDeepStrictEqual } from 'node:util';
import type { ChangeOutcome, PersonChange } from '../../domain/team-writing';
import { factsOf } from '../../domain/failures';
import { TargetError } from '../target';
import type { Directory } from './directory';
import { missingIn, type TeamChange, withChanges } from './membership';
import type { Teams } from './teams';
import { systemTeam, type Team } from './wire';

export interface TeamWriteParts {
  readonly teams: Teams;
  readonly directory: Directory;
}

type NamedChange = TeamChange & { readonly id: string };

interface Resolved {
  readonly changes: readonly NamedChange[];
  readonly refused: readonly ChangeOutcome[];
}

/** Writes in a row before it is left to a later attempt. */
const mostWrites = 4;
/** Reads before a write, when no two in a row are the same. */
const mostReads = 4;

/**
 * Makes all changes of one team with one write, keeps everything that others put in, and reads until the team shows them:
 * what somebody else's write took away is written again. Without contention: one read when nothing is missing, else two
 * reads, a write and a read. Throws `TargetError`; a change that can never be made is an outcome of its own.
 */
export async function writeTeam(
  parts: TeamWriteParts,
  team: string,
  { changes, signal }: { readonly changes: readonly PersonChange[]; readonly signal: AbortSignal },
): Promise<ChangeOutcome[]> {
  const { changes: wanted, refused } = await resolve(parts.directory, changes, signal);
  const written = new Set<string>();
  const outcomes = () => [...refused, ...wanted.map(({ id }) => ({ id, changed: written.has(id) }))];
  if (wanted.length === 0) return outcomes();
  let read = await readOrCreate(parts.teams, team, signal);
  for (let writes = 0; ; writes += 1) {
    let missing = missingIn(read, wanted);
    if (missing.length === 0) return outcomes();
    if (writes === mostWrites) throw contended(team);
    read = await settled(parts.teams, read, signal);
    missing = missingIn(read, wanted);
    if (missing.length === 0) continue;
    await parts.teams.replace(withChanges(read, missing), signal);
    for (const { id } of missing) written.add(id);
    read = await readOrCreate(parts.teams, team, signal);
  }
}

/** Who is who in the directory. Permanent refusals belong to their person; all else stops the write. */
async function resolve(directory: Directory, changes: readonly PersonChange[], signal: AbortSignal): Promise<Resolved> {
  const found: NamedChange[] = [];
  const refused: ChangeOutcome[] = [];
  for (const { id, person, change } of changes) {
    try {
      found.push({ id, user: await directory.find(person, signal), change });
    } catch (error) {
      if (!(error instanceof TargetError) || !isOnesOwn(error)) throw error;
      refused.push({ id, code: error.code, message: error.message });
    }
  }
  return { changes: found, refused };
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
