import { ApplicationFailure } from '@temporalio/common';
import type { RetryFailed } from '../../domain/run/run';
import type { SliceAnswer, SliceChange } from '../../domain/run/user-slice';
import type { System } from '../../domain/systems/systems';
import { shardOf } from '../../domain/tenant/shard';
import { refusalOfRetry } from '../messages/check-updates';
import { isFields } from '../messages/checks';
import type { SliceEntry } from '../state/slice-book';
import type { TenantRun } from '../state/tenant-run';
import type { SliceDesk } from './slice-desk';

interface Place {
  readonly run: TenantRun;
  readonly slices: SliceDesk;
  readonly system: System;
}

type Kind = SliceChange['kind'];

/**
 * Retries or skips users of a run, of those it starts itself and those in its slices; answers how many. Throws
 * `ApplicationFailure` UPDATE_REFUSED, before anything is done, when a name is of nobody whom that can be done with, or an edit
 * cannot be taken.
 */
export async function changeUsers(place: Place, kind: Kind, { users, edits }: RetryFailed): Promise<number> {
  const { run } = place;
  if (edits !== undefined && !isFields(edits)) throw refused('edits must be a map such as {"KEY": {"email": "…"}}');
  const own = ownPart(place, kind, { ...(users !== undefined && { users }), ...(edits !== undefined && { edits }) });
  const names = [...new Set([...(users ?? []), ...Object.keys(edits ?? {})])];
  const inSlices = await partOfSlices(place, kind, { names, own: own.named, users, edits });
  const here = kind === 'retry' ? run.retry(own.users, own.edits) : run.skip(own.users ?? []);
  const there = await Promise.all(inSlices.map(({ entry, wanted }) => place.slices.link.ask(entry, wanted)));
  return there.reduce((sum, { count }) => sum + count, here);
}

interface Part {
  readonly named: readonly string[];
  /** Absent: all. */
  readonly users?: readonly string[];
  readonly edits: NonNullable<RetryFailed['edits']>;
}

function statesFor(kind: Kind) {
  return kind === 'retry' ? (['failed'] as const) : (['failed', 'pending'] as const);
}

/** What of a wish is about users that the run starts itself. Throws UPDATE_REFUSED. */
function ownPart({ run, system }: Place, kind: Kind, { users, edits = {} }: RetryFailed): Part {
  const named = run.named([...(users ?? []), ...Object.keys(edits)], statesFor(kind));
  const own = partFor(named, { users, edits });
  const refusal = kind === 'retry' && named.length > 0 ? refusalOfRetry(run, system, given(own)) : undefined;
  if (refusal !== undefined) throw refused(refusal);
  return own;
}

interface Wish {
  readonly users: RetryFailed['users'];
  readonly edits: RetryFailed['edits'];
}

function partFor(named: readonly string[], { users, edits = {} }: Wish): Part {
  return {
    named,
    ...(users !== undefined && { users: users.filter((name) => named.includes(name)) }),
    edits: Object.fromEntries(Object.entries(edits).filter(([name]) => named.includes(name))),
  };
}

/** As a message has it: nothing stands for nothing. */
function given({ users, edits }: Part): RetryFailed {
  return { ...(users !== undefined && { users }), ...(Object.keys(edits).length > 0 && { edits }) };
}

interface NamedWish extends Wish {
  readonly names: readonly string[];
  /** Those that are of users whom the run starts itself. */
  readonly own: readonly string[];
}

interface Asked {
  readonly entry: SliceEntry;
  readonly wanted: Omit<SliceChange, 'id'>;
}

/** Which slices have what to do. Throws UPDATE_REFUSED. */
async function partOfSlices(place: Place, kind: Kind, { names, own, ...wish }: NamedWish): Promise<readonly Asked[]> {
  const concerned = concernedSlices(place, kind);
  const answers = new Map<SliceEntry, SliceAnswer>();
  let open = names.filter((name) => !own.includes(name));
  // Where they should be first, then everywhere: a name may be a key, or an id that was corrected.
  for (const some of [concerned.filter((entry) => holds(place.run, entry, open)), concerned]) {
    if (open.length === 0) break;
    const asked = some.filter((entry) => !answers.has(entry));
    const found = await Promise.all(
      asked.map((entry) => place.slices.link.ask(entry, { kind, look: true, ...wanted(wish, open) })),
    );
    for (const [index, entry] of asked.entries()) {
      const answer = found[index];
      if (answer !== undefined && answer.named.length > 0) answers.set(entry, answer);
    }
    const known = new Set([...answers.values()].flatMap(({ named }) => named));
    open = open.filter((name) => !known.has(name));
  }
  const refusal = [...answers.values()].find((answer) => answer.refusal !== undefined)?.refusal;
  if (refusal !== undefined) throw refused(refusal);
  if (open.length > 0)
    throw refused(`${kind === 'retry' ? 'not failed' : 'neither failed nor waiting'} in this run: ${open.join(', ')}`);
  const all = wish.users === undefined ? concerned : [...answers.keys()];
  return all.map((entry) => {
    const part = partFor(answers.get(entry)?.named ?? [], wish);
    return { entry, wanted: { kind, ...given(part) } };
  });
}

function wanted({ users, edits = {} }: Wish, names: readonly string[]): RetryFailed {
  return {
    ...(users !== undefined && { users: users.filter((name) => names.includes(name)) }),
    ...(Object.keys(edits).length > 0 && { edits }),
  };
}

function concernedSlices({ run }: Place, kind: Kind): readonly SliceEntry[] {
  return run.slices.openOnes.filter(({ heard, told: { counts } }) => {
    return heard && (counts.failed > 0 || (kind === 'skip' && counts.pending > 0));
  });
}

/** Whether a slice would have been given one of these, were they ids. */
function holds({ slices }: TenantRun, { number }: SliceEntry, names: readonly string[]): boolean {
  return slices.groups.some(({ first, count }) => names.some((name) => first + shardOf(name, count) === number));
}

function refused(reason: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(reason, 'UPDATE_REFUSED');
}
