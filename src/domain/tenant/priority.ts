/** Who begins a run: a person who waits for it, or a schedule, which nobody waits for. */
export type Beginner = 'person' | 'schedule';

/** Temporal's own: 1 goes first, 5 last, and 3 is what nobody named. */
const urgency = { person: 2, schedule: 4 } as const satisfies Record<Beginner, number>;

/** The longest key that Temporal takes, in bytes; a tenant's name is ASCII, and shorter. */
const longestKey = 64;

/**
 * How a run, its users and all their steps queue for workers: a person's before a schedule's, and of those that are as urgent,
 * one of each tenant in turn. A server without fairness, or without priorities, takes no notice of it.
 */
export function priorityOf(tenant: string, beginner: Beginner) {
  return { ...fairnessOf(tenant), priorityKey: urgency[beginner] };
}

/** The same for what belongs to a run, and is as urgent as the run. */
export function fairnessOf(tenant: string) {
  return { fairnessKey: tenant.slice(0, longestKey) };
}
