import { isDeepStrictEqual } from 'node:util';
import type { ChangeOutcome, PersonChange } from '../../../domain/run/team-writing';
import { factsOf } from '../../../domain/failures/failures';
import { TargetError } from '../../contract/target';
import type { Directory } from '../calls/directory';
import type { Teams } from '../calls/teams';
import { systemTeam, type Team } from '../wire/wire';
import { missingIn, type TeamChange, unlistedUser, withChanges } from './membership';

interface TeamWriteParts {
  readonly teams: Teams;
  readonly directory: Directory;
  readonly userBaseDN: string | undefined;
}

type NamedChange = TeamChange & { readonly id: string; readonly isListed: boolean };

interface Resolved {
  readonly listed: readonly NamedChange[];
  /** Of people whom the cluster does not list: new ones, and those who have left it. */
  readonly unlisted: readonly PersonChange[];
  readonly refused: readonly ChangeOutcome[];
}

/** Writes in a row before it is left to a later attempt. */
const mostWrites = 4;
/** Reads before a write, when no two in a row are the same. */
const mostReads = 4;

/**
 * Makes all changes of one team with one write, keeps everything that others put in, and reads until the team shows them:
 * what somebody else's write took away is written again. Whoever is not listed is written from the record, and refused when
 * the team does not keep it. Without contention: one read when nothing is missing, else two reads, a write and a read.
 * Throws `TargetError`; a change that can never be made is an outcome of its own. A team that does not exist is made for
 * those who join; nobody needs to leave it.
 */
export async function writeTeam(
  parts: TeamWriteParts,
  team: string,
  { changes, signal }: { readonly changes: readonly PersonChange[]; readonly signal: AbortSignal },
): Promise<ChangeOutcome[]> {
  const { listed, unlisted, refused } = await resolve(parts.directory, changes, signal);
  const resolved = [...listed, ...unlisted];
  if (resolved.length === 0) return [...refused];
  const isJoined = resolved.some(({ change }) => change.kind === 'join');
  const read = () => (isJoined ? readOrCreate(parts.teams, team, signal) : readIfThere(parts.teams, team, signal));
  const first = await read();
  const fromRecords = unlisted.map(({ id, person, change }) => {
    return { id, change, user: unlistedUser(first, person, parts.userBaseDN), isListed: false };
  });
  const wanted = [...listed, ...fromRecords];
  const { written, dropped } = await bringAbout({ teams: parts.teams, read, signal }, first, wanted);
  return [
    ...refused,
    ...wanted.map(({ id }) => (dropped.has(id) ? { id, ...notKept } : { id, changed: written.has(id) })),
  ];
}

const notKept = {
  code: 'IDMGMT_USER_NOT_KEPT',
  message: 'write team: the team does not take a person whom the directory does not list',
} as const;

interface Writing {
  readonly teams: Teams;
  readonly read: () => Promise<Team>;
  readonly signal: AbortSignal;
}

/** Ids of the changes that were missing and written, and of those of unlisted people that the far side did not keep. */
interface Written {
  readonly written: ReadonlySet<string>;
  readonly dropped: ReadonlySet<string>;
}

/** Writes until the team shows every change. */
async function bringAbout(writing: Writing, first: Team, wanted: readonly NamedChange[]): Promise<Written> {
  const { teams, read, signal } = writing;
  const written = new Set<string>();
  let team = first;
  for (let writes = 0; ; writes += 1) {
    let missing = missingIn(team, wanted);
    if (missing.length === 0) return { written, dropped: new Set() };
    if (writes === mostWrites) return { written, dropped: droppedOf(team, missing) };
    team = await settled(teams, team, signal);
    missing = missingIn(team, wanted);
    if (missing.length === 0) continue;
    if (!(await replaced(writing, team, missing))) return { written, dropped: new Set(missing.map(({ id }) => id)) };
    for (const { id } of missing) written.add(id);
    team = await read();
  }
}

/** Throws IDMGMT_TEAM_CONTENDED, unless the team lacks nobody but people whom nobody lists. */
function droppedOf(team: Team, missing: readonly NamedChange[]): ReadonlySet<string> {
  if (missing.some(({ isListed }) => isListed)) throw contended(team.teamId);
  return new Set(missing.map(({ id }) => id));
}

/** Answers false for a refusal that can only mean the one unlisted person. */
async function replaced({ teams, signal }: Writing, team: Team, missing: readonly NamedChange[]): Promise<boolean> {
  try {
    await teams.replace(withChanges(team, missing), signal);
    return true;
  } catch (error) {
    const [only, ...others] = missing;
    if (others.length > 0 || only?.isListed !== false || only.change.kind !== 'join') throw error;
    if (error instanceof TargetError && error.code === 'TARGET_REJECTED') return false;
    throw error;
  }
}

/** Who is who in the directory. Permanent refusals belong to their person; all else stops the write. */
async function resolve(directory: Directory, changes: readonly PersonChange[], signal: AbortSignal): Promise<Resolved> {
  const listed: NamedChange[] = [];
  const unlisted: PersonChange[] = [];
  const refused: ChangeOutcome[] = [];
  for (const asked of changes) {
    const { id, person, change } = asked;
    try {
      listed.push({ id, user: await directory.find(person, signal), change, isListed: true });
    } catch (error) {
      if (!(error instanceof TargetError) || !isOnesOwn(error)) throw error;
      if (error.code === 'IDMGMT_USER_NOT_FOUND') unlisted.push(asked);
      else refused.push({ id, code: error.code, message: error.message });
    }
  }
  return { listed, unlisted, refused };
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
  return changeable((await teams.get(team, signal)) ?? { teamId: team, users: [], strangers: [] });
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
