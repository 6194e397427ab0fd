import type { User } from '../tenant/user';
import { userId } from '../tenant/person';
import { shardOf } from '../tenant/shard';
import { defaultSlices, maxUsers, type SlicePolicy } from './run';

// How much goes at once. Temporal refuses payloads of more than 2 MiB; nothing that is sent comes near.

/** The most bytes that a list of users may have as JSON. */
export const maxUsersBytes = 1_200_000;

/** The most bytes of a page: when all of its users fail, what is kept of them has twice as many. */
const mostPageBytes = 100_000;

/** The most bytes of users that a run keeps itself: its result has them all, and why they failed. */
const mostBytesHere = 100_000;

/** Whether a run keeps so many users, of so many bytes, in slices. */
export function isLarge(count: number, bytes: number, { above }: SlicePolicy = defaultSlices): boolean {
  return count > above || bytes > mostBytesHere;
}

/** Slices that a run opens fill up to this share, for users are not spread quite evenly. */
const aim = 0.8;

/** The most slices of a run that are open at once: Temporal lets a workflow have 2,000 children. */
export const mostSlices = 1_900;

export function bytesOf(users: readonly User[]): number {
  return new TextEncoder().encode(JSON.stringify(users)).length;
}

/** Why one synchronisation does not take so many users, or so much; undefined when it does. */
export function refusalOfSize(count: number, bytes: number): string | undefined {
  if (count > maxUsers) return `There are ${count} users; a synchronisation takes at most ${maxUsers}.`;
  if (bytes <= maxUsersBytes) return undefined;
  return `The users have ${bytes} bytes as JSON; a synchronisation takes at most ${maxUsersBytes}.`;
}

/** The users of one shard, and the place of each among all. */
export interface Cut {
  readonly users: readonly User[];
  readonly order: readonly number[];
}

/** The users of each of so many shards, in their order. */
export function sharded(users: readonly User[], shards: number): readonly Cut[] {
  const cuts = Array.from({ length: shards }, () => ({ users: new Array<User>(), order: new Array<number>() }));
  for (const [place, user] of users.entries()) {
    const cut = cuts[shardOf(userId(user.record), shards)];
    cut?.users.push(user);
    cut?.order.push(place);
  }
  return cuts;
}

/** Spreads users over as few shards as hold them: none of more than `size` users, or too many bytes. */
export function cutIntoPages(users: readonly User[], size: number = defaultSlices.size): readonly Cut[] {
  const fits = ({ users: some }: Cut) => some.length <= size && (some.length === 0 || bytesOf(some) <= mostPageBytes);
  for (let count = Math.max(1, Math.ceil(users.length / (size * aim))); ; count += Math.ceil(count / 20)) {
    const cuts = sharded(users, count);
    if (cuts.every(fits) || count > 4 * users.length) return cuts;
  }
}
