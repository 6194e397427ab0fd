import { maxUsers } from './run';
import type { User } from '../tenant/user';

/**
 * The most bytes that the users of a run may have as JSON. Temporal refuses more than 2 MiB at once, and a result in which
 * all of 3,000 users failed has some 300 bytes more for each.
 */
export const maxUsersBytes = 1_200_000;

export function bytesOf(users: readonly User[]): number {
  return new TextEncoder().encode(JSON.stringify(users)).length;
}

/** Why one run does not take so many users, or so much; undefined when it does. */
export function refusalOfSize(count: number, bytes: number): string | undefined {
  if (count > maxUsers) return `There are ${count} users; a run takes at most ${maxUsers}.`;
  if (bytes <= maxUsersBytes) return undefined;
  return `The users have ${bytes} bytes as JSON; a run takes at most ${maxUsersBytes}.`;
}
