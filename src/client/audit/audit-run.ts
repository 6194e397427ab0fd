import { z } from 'zod';
import type { AuditEvent, AuditLine } from '../../domain/report/audit';
import { messages } from '../../domain/run/names';
import type { Temporal } from '../temporal/connect';
import type { RunId } from '../temporal/run-ref';
import { userId } from '../../domain/tenant/person';
import { actorOf, type Fact, factsOf } from '../history/facts';
import { isSlice, readRunHistory, slicesOf } from '../history/run-history';
import { type Edited, GivenUsers, NamedUsers, RunUsers } from '../history/run-users';

/** What lines are made from. */
export interface AuditSource extends RunId {
  readonly temporal: Temporal;
  /** What every line of the run says. */
  readonly common: Pick<AuditLine, 'tenant' | 'target' | 'workflowId' | 'runId'>;
  /** Stands in for a value, always the same; without its key nobody can tell the value. */
  readonly fingerprint: (value: string) => string;
}

export type Line = Omit<AuditLine, 'id' | 'at' | 'tenant' | 'target' | 'workflowId' | 'runId'>;
type Message = Fact & { readonly kind: 'message' };
type End = Fact & { readonly kind: 'ended' };

const Input = z.object({ retryOf: z.string().optional(), pages: z.array(z.string()).optional() });
const Result = z.object({ status: z.string(), changed: z.number().optional() });

/** The lines of a history, the oldest first; none when it is gone. `read`: those of one fact. Throws `ClientError`. */
export async function linesFrom(
  { temporal, common, workflowId, runId }: AuditSource,
  read: (fact: Fact) => readonly Line[] | Promise<readonly Line[]>,
): Promise<readonly AuditLine[]> {
  const lines: AuditLine[] = [];
  for await (const fact of factsOf(temporal, { workflowId, runId })) {
    for (const [index, line] of (await read(fact)).entries()) {
      const suffix = index === 0 ? '' : `.${index}`;
      lines.push({ id: `${runId}/${fact.event}${suffix}`, at: fact.at, ...common, ...line });
    }
  }
  return lines;
}

/** What happened to a tenant's run or synchronisation. Throws `ClientError`. */
export function runLines(source: AuditSource): Promise<readonly AuditLine[]> {
  const course = courseOf(source);
  return linesFrom(source, async (fact) => {
    if (fact.kind === 'child' && fact.ending === undefined && isSlice(fact.child)) course.slices.push(fact.child);
    if (fact.kind === 'started') return begun(course, await fact.input(), fact.by);
    if (fact.kind === 'message') return told(course, fact);
    if (fact.kind === 'ended') return [...endedFromOutside(fact, 'run'), ...(await ended(fact))];
    return endedFromOutside(fact, 'run');
  });
}

interface Course {
  readonly source: AuditSource;
  /** Whoever the run is about, in clear: only keys and fingerprints leave it. */
  readonly people: RunUsers;
  /** Of those that have begun so far. */
  readonly slices: RunId[];
  joins: number;
}

function courseOf(source: AuditSource): Course {
  return { source, people: new RunUsers(), slices: [], joins: 0 };
}

/** Whoever is named in a message and is in none of the run's own lists is looked for in its slices, as it came in. */
async function findInSlices({ source: { temporal }, people, slices }: Course, names: readonly string[]): Promise<void> {
  const isKnown = (name: string) => people.keyOf(name) !== undefined;
  for (const slice of slices) {
    if (names.every(isKnown)) return;
    const { users, corrected } = await readRunHistory(temporal, slice);
    const came = users.map((user) => corrected.get(user.key)?.came ?? user);
    const named = came.filter(({ key, record }) => names.includes(key) || names.includes(userId(record)));
    people.add(named);
  }
}

/** How many users went to the slices of a run that was started for pages: each slice got its first ones then. */
async function handedOver({ temporal, workflowId, runId }: AuditSource): Promise<number> {
  let count = 0;
  for (const slice of await slicesOf(temporal, { workflowId, runId })) count += await firstOf(temporal, slice);
  return count;
}

async function firstOf(temporal: Temporal, slice: RunId): Promise<number> {
  for await (const fact of factsOf(temporal, slice)) {
    if (fact.kind === 'started' && SliceInput.safeParse(await fact.input()).data?.later === true) return 0;
    if (fact.kind !== 'message' || fact.name !== messages.takeUsers) continue;
    return GivenUsers.safeParse(await fact.argument()).data?.users.length ?? 0;
  }
  return 0;
}

/** What happened to the users of a slice that its run does not tell: who came later, and who ended it from outside. */
export function sliceLines(source: AuditSource): Promise<readonly AuditLine[]> {
  const course = courseOf(source);
  return linesFrom(source, async (fact) => {
    if (fact.kind === 'started') {
      const { page, later = false } = SliceInput.safeParse(await fact.input()).data ?? {};
      const count = take(course.people, page) ?? 0;
      course.joins = count > 0 || later ? 1 : 0;
    }
    if (fact.kind === 'message' && fact.name === messages.takeUsers) {
      return taken(course, await fact.argument(), fact.by);
    }
    return endedFromOutside(fact, 'run').filter(({ event }) => event === 'run.terminated');
  });
}

const SliceInput = z.object({ page: z.unknown(), later: z.literal(true).optional() });

/** The first page belongs to the start of the run. */
function taken(course: Course, argument: unknown, actor: string): readonly Line[] {
  const given = GivenUsers.safeParse(argument).data;
  if (given === undefined) return [];
  const isFirst = course.joins === 0;
  const count = course.people.add(given.users);
  course.joins += 1;
  const changes = course.people.edit(given.edits).map((one) => edited(course.source, actor, one));
  return [...(isFirst || count === 0 ? [] : [{ event: 'run.joined' as const, actor, count }]), ...changes];
}

async function begun({ source, people }: Course, input: unknown, actor: string): Promise<readonly Line[]> {
  const { retryOf, pages = [] } = Input.safeParse(input).data ?? {};
  const own = take(people, input);
  const count = pages.length === 0 ? own : (own ?? 0) + (await handedOver(source));
  const line: Line = { event: 'run.started', actor, count, retryOf };
  if (retryOf === undefined) return [line];
  const changed = changedSince(await peopleOf(source, retryOf), people);
  return [line, ...changed.map((one) => edited(source, actor, one))];
}

/** Takes the users of an input or of an `addUsers`; answers how many of them are new, undefined when it has none. */
function take(people: RunUsers, input: unknown): number | undefined {
  const given = GivenUsers.safeParse(input).data;
  if (given === undefined) return undefined;
  const count = people.add(given.users);
  people.edit(given.edits);
  return count;
}

/** The users of an earlier run as they were at its end. */
async function peopleOf(source: AuditSource, runId: string): Promise<RunUsers> {
  const course = courseOf(source);
  for await (const fact of factsOf(source.temporal, { workflowId: source.workflowId, runId })) {
    // What that run was a retry of is of no interest here.
    if (fact.kind === 'started') take(course.people, await fact.input());
    else if (fact.kind === 'message') await told(course, fact);
  }
  return course.people;
}

/** Whose record is another one than it was in an earlier run, and how it differs. */
function changedSince(earlier: RunUsers, people: RunUsers): readonly Edited[] {
  const changed = people.all.flatMap(({ key, record: { email, given_name, family_name, id } }) => {
    if (earlier.get(key) === undefined) return [];
    return earlier.edit({ [key]: { email, given_name, family_name, ...(id === undefined ? {} : { id }) } });
  });
  return changed.filter(({ fields }) => fields.length > 0);
}

const plain: Readonly<Record<string, AuditEvent>> = {
  [messages.pause]: 'run.paused',
  [messages.resume]: 'run.resumed',
  [messages.close]: 'run.closed',
};

/** What an operator asked for. */
async function told(course: Course, message: Message): Promise<readonly Line[]> {
  const { name, by: actor } = message;
  const event = plain[name];
  if (event !== undefined) return [{ event, actor }];
  if (name === messages.addUsers) return joined(course, await message.argument(), actor);
  if (name === messages.retryFailed) return retried(course, await message.argument(), actor);
  if (name !== messages.skip) return [];
  const users = NamedUsers.safeParse(await message.argument()).data?.users ?? [];
  await findInSlices(course, users);
  return users.map((user) => ({ event: 'user.skipped', actor, userKey: keyOf(course, user) }));
}

/** A name that fits nobody becomes its fingerprint. */
function keyOf({ source, people }: Course, name: string): string {
  return people.keyOf(name) ?? source.fingerprint(name);
}

/** A run is started with the same users once more, as an update: that is no joining. */
function joined(course: Course, argument: unknown, actor: string): readonly Line[] {
  const count = take(course.people, argument) ?? 0;
  course.joins += 1;
  return course.joins === 1 && count === 0 ? [] : [{ event: 'run.joined', actor, count }];
}

async function retried(course: Course, argument: unknown, actor: string): Promise<readonly Line[]> {
  const { source, people } = course;
  const { users, edits = {} } = NamedUsers.safeParse(argument ?? {}).data ?? {};
  await findInSlices(course, [...(users ?? []), ...Object.keys(edits)]);
  // By the names that they had when they were named.
  const again = users?.map((user): Line => ({ event: 'user.retried', actor, userKey: keyOf(course, user) }));
  const corrections = people.edit(edits, source.fingerprint).map((one) => edited(source, actor, one));
  return [...corrections, ...(again ?? [{ event: 'run.retried' as const, actor }])];
}

function edited({ fingerprint }: AuditSource, actor: string, { key, fields }: Edited): Line {
  const changes = fields.map(({ field, from, to }) => {
    return { field, from: from === undefined ? undefined : fingerprint(from), to: fingerprint(to) };
  });
  return { event: 'user.edited', actor, userKey: key, fields: changes };
}

async function ended({ ending: { how, result, failure } }: End): Promise<readonly Line[]> {
  const end: Line = { event: 'run.ended', actor: actorOf(undefined) };
  if (how === 'failed') return [{ ...end, status: how, code: (await failure())?.said.code }];
  if (how !== 'completed') return [];
  const { status = how, changed: count } = Result.safeParse(await result()).data ?? {};
  return [{ ...end, status, count }];
}

/** Somebody cancelled or terminated the workflow, or it ended for that reason. */
export function endedFromOutside(fact: Fact, who: 'run' | 'user'): readonly Line[] {
  if (fact.kind === 'cancel-requested') return [{ event: `${who}.cancelled`, actor: fact.by }];
  if (fact.kind !== 'ended') return [];
  const { how } = fact.ending;
  if (how === 'terminated') return [{ event: `${who}.terminated`, actor: fact.by }];
  const away = how === 'cancelled' || how === 'timed-out';
  return away ? [{ event: `${who}.ended`, actor: actorOf(undefined), status: 'cancelled' }] : [];
}
