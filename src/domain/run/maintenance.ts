import type { TargetRef } from '../tenant/target-ref';

// A maintenance window of a target: no run on it starts a user while the workflow `targetMaintenance` is open.

/** A target as a whole, whichever tenants live in it. */
export type WholeTarget = Pick<TargetRef, 'system' | 'instance'>;

/** Times in ISO 8601. No personal data belongs into the reason. */
export interface MaintenanceWindow {
  readonly since: string;
  readonly reason?: string;
  /** When it ends by itself; without it, when somebody ends it. */
  readonly endsAt?: string;
}

/** Input of `targetMaintenance`. */
export interface MaintenanceInput extends MaintenanceWindow {
  readonly target: WholeTarget;
}

/** Input of the activity `awaitMaintenance`: until a window has begun, or has ended. */
export interface MaintenanceWait {
  readonly target: WholeTarget;
  readonly until: 'begun' | 'ended';
  /** How long after one look it looks again, in ms. */
  readonly pollIntervalMs: number;
}

/** A window without the fields that it does not have. */
export function windowOf(window: {
  readonly since: string;
  readonly reason: string | undefined;
  readonly endsAt: string | undefined;
}): MaintenanceWindow {
  const { since, reason, endsAt } = window;
  return { since, ...(reason !== undefined && { reason }), ...(endsAt !== undefined && { endsAt }) };
}

/** What a window's workflow keeps in its memo, read back; undefined for a memo that is none of ours. */
export function windowOfMemo(memo: Readonly<Record<string, unknown>> | undefined): MaintenanceWindow | undefined {
  const text = (name: string): string | undefined => {
    const value = memo?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  const since = text('since');
  return since === undefined ? undefined : windowOf({ since, reason: text('reason'), endsAt: text('endsAt') });
}
