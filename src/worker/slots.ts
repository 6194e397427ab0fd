/**
 * Activities at once in one worker. They mostly wait for a target, and one that waits costs next to nothing: so many that a
 * tenant has enough of them, whose share is a quarter when it is alone.
 */
export const defaultSlots = 400;

/** Of a tenant's share, each of its users in flight has two: some steps run side by side. */
const slotsPerUser = 8;

/** The slots of a worker that carries on a run of so many users in flight. */
export function slotsFor(usersAtOnce: number, configured: number): number {
  return Math.max(configured, usersAtOnce * slotsPerUser);
}
