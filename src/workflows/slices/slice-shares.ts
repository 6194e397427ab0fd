import { widestSlice } from '../../domain/run/user-slice';
import type { SliceBook, SliceEntry } from '../state/slice-book';

// Which slice may have how many users in flight. Plain data, no Temporal.

interface Room {
  /** How many more users slices may have in flight. */
  readonly free: number;
  readonly concurrency: number;
  /** At least so many slices have users in flight. */
  readonly atOnce: number;
}

/** The next slice to get a share, or a larger one, and how much; undefined when there is no use in it. */
export function shareDue(
  book: SliceBook,
  { free, concurrency, atOnce }: Room,
): { readonly entry: SliceEntry; readonly most: number } | undefined {
  const widest = Math.min(widestSlice, Math.max(1, Math.floor(concurrency / atOnce)));
  const waiting = book.openOnes.filter(needsMore);
  const next = waiting.find(({ share }) => share === 0) ?? waiting.find(({ share }) => share < widestSlice);
  if (next === undefined) return undefined;
  const { share } = next;
  const most = share === 0 ? widest : widestSlice;
  const needed = neededBy(next);
  const more = Math.min(most - share, free, needed);
  // Not for one place of many, in which a slice would stay slow.
  const worthwhile = Math.min(Math.ceil(widest / 2), needed);
  return more > 0 && more >= worthwhile ? { entry: next, most: share + more } : undefined;
}

/** One after the other: a share that overtook the one before it would be lost on the slice. */
function needsMore(entry: SliceEntry): boolean {
  const { heard, hasUsers, given, reached, told } = entry;
  return heard && hasUsers && given === reached && told.counts.pending > 0 && neededBy(entry) > 0;
}

function neededBy({ share, told: { counts } }: SliceEntry): number {
  return counts.pending + counts.running - share;
}

/** A run hears some 300 times in all how its slices stand, whatever its size. */
const reportsInAll = 200;

/** How often slices of a run tell it: the more users there are, and the longer it takes, the more seldom. */
export function reportsEvery({
  slices,
  size,
  elapsedMs,
}: {
  readonly slices: number;
  readonly size: number;
  readonly elapsedMs: number;
}): { readonly everyUsers: number; readonly everyMs: number } {
  return {
    everyUsers: Math.max(10, Math.ceil((slices * size) / reportsInAll)),
    everyMs: Math.max(2_000, elapsedMs / 20),
  };
}
