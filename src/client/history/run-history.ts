import { z } from 'zod';
import { departures } from '../../domain/run/departure';
import { departureTypes, messages, workflowTypes } from '../../domain/run/names';
import type { Correction, StepReport } from '../../domain/report/report';
import type { KeptUser } from '../../domain/run/outcome';
import type { Leaving, RecordEdits } from '../../domain/run/run';
import { TargetRef } from '../../domain/tenant/target-ref';
import type { User } from '../../domain/tenant/user';
import { ClientError } from '../temporal/client-error';
import type { Temporal } from '../temporal/connect';
import type { RunId } from '../temporal/run-ref';
import { type Child, type Fact, factsOf } from './facts';
import { startInput } from './raw-history';
import { keptUsers } from './kept-users';
import { type Edited, GivenUsers, NamedUsers, RunUsers } from './run-users';
import { statusOf, type UserOutcome, userOutcome } from './user-history';

/** One round of a user: its workflow, and how that ended. */
export interface Round extends RunId, Omit<UserOutcome, 'cancelled'> {
  readonly end: StepReport['status'];
  readonly startedAt: string;
  readonly finishedAt?: string;
}

/** A user whose record was corrected: as it came in, as it is now, and each value that changed. */
export interface CorrectedUser {
  readonly came: User;
  readonly now: User;
  /** All edits together. */
  readonly edits: RecordEdits;
  readonly corrections: readonly Correction[];
}

/** What a tenant's run, or a slice of one, was asked for. `leaving`: of an offboarding. */
export interface RunRequest {
  readonly tenant: string;
  readonly target: TargetRef;
  readonly users: readonly User[];
  readonly order: readonly number[];
  readonly edits: Readonly<Record<string, RecordEdits>>;
  readonly retryOf?: string | undefined;
  readonly leaving: Leaving | undefined;
}

/** What the history of a tenant's run, or of a slice, tells. Users are as all changes left them; those of slices stand in theirs. */
export interface RunHistory extends RunRequest {
  /** By key, as `skipped`. */
  readonly corrected: ReadonlyMap<string, CorrectedUser>;
  readonly skipped: ReadonlySet<string>;
  /** The place of each user among all of the run, of a slice. */
  readonly places: ReadonlyMap<string, number>;
  /** In their order. */
  readonly rounds: readonly Round[];
  readonly slices: readonly RunId[];
}

const Common = z.object({
  tenant: z.string(),
  target: TargetRef,
  retryOf: z.string().optional(),
  how: z.enum(departures).optional(),
  force: z.boolean().default(false),
});
/** Of a run, or of a slice, which has its users on a page. */
const Input = z.union([
  Common.extend(GivenUsers.shape),
  Common.extend({ page: GivenUsers }).transform(({ page, ...slice }) => ({ ...slice, ...page })),
]);

/** What a run was asked for at its start. Throws `ClientError` RUN_NOT_FOUND, RUN_REFUSED (a run this version cannot read). */
export async function readRunRequest(temporal: Temporal, run: RunId): Promise<RunRequest> {
  const input = await startInput(temporal, run);
  if (input === undefined) throw new ClientError('RUN_NOT_FOUND', 'The run is gone.', 'See onboard list.');
  const { success, data } = Input.safeParse(input);
  if (!success) {
    throw new ClientError(
      'RUN_REFUSED',
      'The input of this run is not one that this version knows.',
      'Report it with the version that started it.',
    );
  }
  const { how, force, ...request } = data;
  return { ...request, leaving: how === undefined ? undefined : { how, force } };
}

/** Reads the history of a run. Throws as `readRunRequest` does. */
export async function readRunHistory(temporal: Temporal, run: RunId): Promise<RunHistory> {
  const request = await readRunRequest(temporal, run);
  const course = new Course(request);
  const rounds = new Rounds();
  for await (const fact of factsOf(temporal, run)) {
    await course.follow(fact);
    await rounds.follow(fact);
  }
  const { users, corrected, skipped, places } = course;
  return { ...request, users: users.all, corrected, skipped, places, rounds: rounds.all, slices: rounds.slices };
}

/** A run without its slices, or one of its slices. `kept`: what a closed slice wrote down of its users, by key. */
export interface RunPart extends RunHistory {
  readonly of: 'run' | 'slice';
  readonly kept?: ReadonlyMap<string, KeptUser['state']>;
}

/**
 * The history of a run, and after it that of each of its slices that Temporal still knows, one at a time. Throws as
 * `readRunRequest` does of the run.
 */
export async function* readParts(temporal: Temporal, run: RunId): AsyncGenerator<RunPart> {
  const whole = await readRunHistory(temporal, run);
  yield { ...whole, of: 'run' };
  for (const slice of whole.slices) {
    const part = await readRunHistory(temporal, slice).catch(goneToo);
    if (part === undefined) continue;
    const kept = await keptUsers(temporal, slice);
    const states = kept && new Map(kept.map(({ key, state }) => [key, state]));
    yield { ...part, of: 'slice', ...(states !== undefined && { kept: states }) };
  }
}

function goneToo(error: unknown): undefined {
  if (error instanceof ClientError && error.code === 'RUN_NOT_FOUND') return undefined;
  throw error;
}

/** The rounds of each user, by workflow id. */
export function roundsByUser({ rounds }: Pick<RunHistory, 'rounds'>): ReadonlyMap<string, readonly Round[]> {
  const byUser = new Map<string, Round[]>();
  for (const round of rounds) byUser.set(round.workflowId, [...(byUser.get(round.workflowId) ?? []), round]);
  return byUser;
}

/** The slices of a run, by number: no more of its history is kept than that. Throws `ClientError`. */
export async function slicesOf(temporal: Temporal, run: RunId): Promise<readonly RunId[]> {
  const found = new Rounds();
  for await (const fact of factsOf(temporal, run)) await found.follow(fact);
  return found.slices;
}

/** What an operator did about the users of a run. */
class Course {
  readonly users = new RunUsers();
  readonly corrected = new Map<string, CorrectedUser>();
  readonly skipped = new Set<string>();
  readonly places = new Map<string, number>();
  private readonly edits: RunRequest['edits'];

  constructor({ users, edits, order }: RunRequest) {
    this.users.add(users);
    this.place(users, order);
    this.edits = edits;
  }

  async follow(fact: Fact): Promise<void> {
    if (fact.kind === 'started') this.correct(this.edits, fact.at);
    if (fact.kind !== 'message') return;
    const follower = followers[fact.name];
    if (follower !== undefined) follower(this, await fact.argument(), fact.at);
  }

  correct(edits: RunRequest['edits'] | undefined, at: string): void {
    for (const edited of this.users.edit(edits ?? {})) this.note(edited, at);
  }

  take(argument: unknown, at: string): void {
    const given = GivenUsers.safeParse(argument).data;
    if (given === undefined) return;
    this.users.add(given.users);
    this.place(given.users, given.order);
    this.correct(given.edits, at);
  }

  private place(users: readonly User[], order: readonly number[]): void {
    for (const [index, { key }] of users.entries()) this.places.set(key, order[index] ?? index);
  }

  skip(names: readonly string[]): void {
    for (const name of names) this.skipped.add(this.users.keyOf(name) ?? name);
  }

  private note({ key, before, edits, fields }: Edited, at: string): void {
    const now = this.users.get(key);
    if (before === undefined || now === undefined) return;
    const { came, ...earlier } = this.corrected.get(key) ?? { came: before, edits: {}, corrections: [] };
    const corrections = [...earlier.corrections, ...fields.map((field) => ({ ...field, at }))];
    this.corrected.set(key, { came, now, edits: { ...earlier.edits, ...edits }, corrections });
  }
}

type Follower = (course: Course, argument: unknown, at: string) => void;

/** What a slice was told to change. */
const Change = NamedUsers.extend({ kind: z.enum(['retry', 'skip']), look: z.boolean().optional() });

const followers: Readonly<Record<string, Follower>> = {
  [messages.addUsers]: (course, argument, at) => course.take(argument, at),
  [messages.takeUsers]: (course, argument, at) => course.take(argument, at),
  [messages.change]: (course, argument, at) => {
    const { kind, users = [], edits, look } = Change.safeParse(argument).data ?? {};
    if (look === true) return;
    if (kind === 'retry') course.correct(edits, at);
    if (kind === 'skip') course.skip(users);
  },
  [messages.retryFailed]: (course, argument, at) => course.correct(NamedUsers.safeParse(argument).data?.edits, at),
  [messages.skip]: (course, argument) => course.skip(NamedUsers.safeParse(argument).data?.users ?? []),
};

export function isSlice({ type }: Child): boolean {
  return type === workflowTypes.slice || type === departureTypes.slice;
}

/** The children of a run or a slice. */
class Rounds {
  readonly slices: RunId[] = [];
  private readonly byRun = new Map<string, Round>();

  get all(): readonly Round[] {
    return [...this.byRun.values()];
  }

  async follow(fact: Fact): Promise<void> {
    if (fact.kind !== 'child') return;
    const { type, ...run } = fact.child;
    if (isSlice(fact.child)) {
      if (fact.ending === undefined) this.slices.push(run);
    } else if (type === workflowTypes.user || type === departureTypes.user) {
      const { startedAt = fact.at } = this.byRun.get(run.runId) ?? {};
      const end = fact.ending && { finishedAt: fact.at, ...(await userOutcome(fact.ending)) };
      this.byRun.set(run.runId, { ...run, startedAt, end: statusOf(fact.ending), changed: [], ...end });
    }
  }
}
