import type { DepartureStep } from '../domain/run/departure';
import type { UserKind, UserRecord } from '../domain/tenant/user';

/**
 * What reading says of one step of the way back. `differs`: somebody else changed this. `missing`: what an offboarding would
 * write. `unknown`: it cannot be read without writing. `failed`: it could not be read.
 */
export type DepartureFinding = { readonly step: DepartureStep } & (
  | { readonly state: 'done' }
  | { readonly state: 'differs'; readonly differs: readonly string[] }
  | { readonly state: 'missing'; readonly missing: readonly string[] }
  | { readonly state: 'unknown'; readonly why: string }
  | { readonly state: 'failed'; readonly code: string; readonly message: string }
);

/** `remove`: something would be taken. `changed-since`: somebody else changed the user, who would stay. `gone`: nothing is left to take. */
export const departureVerdicts = ['failed', 'changed-since', 'remove', 'unknown', 'gone'] as const;
export type DepartureVerdict = (typeof departureVerdicts)[number];

/** A user's record, its kind as `type`, and what was found of each step. */
export type DepartingUser = UserRecord & {
  readonly type: UserKind;
  readonly verdict: DepartureVerdict;
  readonly steps: readonly DepartureFinding[];
};

/** The worst of the findings counts. `force` takes users who were changed, too. */
export function departureVerdict(found: readonly DepartureFinding[], force: boolean): DepartureVerdict {
  const states = new Set(found.map(({ state }) => state));
  if (states.has('failed')) return 'failed';
  if (states.has('differs') && !force) return 'changed-since';
  if (states.has('missing')) return 'remove';
  return states.has('unknown') ? 'unknown' : 'gone';
}

export type DepartureCounts = Readonly<Record<DepartureVerdict, number>>;

export function departureCounts(users: readonly DepartingUser[]): DepartureCounts {
  const counts = { failed: 0, 'changed-since': 0, remove: 0, unknown: 0, gone: 0 };
  for (const { verdict } of users) counts[verdict] += 1;
  return counts;
}
