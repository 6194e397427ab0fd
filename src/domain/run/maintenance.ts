import { departureTypes, targetLabel, workflowTypes } from './names';
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

/** Input of `targetMaintenance`; `announced`: how often it was announced before, by an earlier run of it. */
export interface MaintenanceInput extends MaintenanceWindow {
  readonly target: WholeTarget;
  readonly announced?: number;
}

/** Argument of the signal `maintenance`, by which an open run hears of a window. */
export type MaintenanceNotice = { readonly on: true } & MaintenanceWindow;

/** Input of the activity `announceMaintenance`. */
export interface Announcement extends MaintenanceWindow {
  readonly target: WholeTarget;
}

/** Input of the activity `awaitMaintenanceEnd`. */
export interface MaintenanceWait {
  readonly target: WholeTarget;
  readonly pollIntervalMs: number;
}

/** Whom an announcement is for: every open run on the target, or those that do not say that they are paused. */
export type Audience = 'every-run' | 'runs-not-paused';

/** The open runs on a target, as a question to Temporal's visibility. */
export function openRunsQuery(target: WholeTarget, audience: Audience): string {
  const conditions = [
    `WorkflowType IN ('${workflowTypes.tenant}', '${departureTypes.tenant}')`,
    `OnboardTarget = '${targetLabel(target)}'`,
    "ExecutionStatus = 'Running'",
  ];
  if (audience === 'runs-not-paused') conditions.push("OnboardStatus != 'paused'");
  return conditions.join(' AND ');
}

/** One run that an announcement is for; `tell` answers false when the run has ended meanwhile. */
export interface Listener {
  tell(notice: MaintenanceNotice): Promise<boolean>;
}

/** Tells each run of the window; answers how many heard it. */
export async function announce(
  { since, reason, endsAt }: MaintenanceWindow,
  listeners: AsyncIterable<Listener>,
): Promise<number> {
  const notice: MaintenanceNotice = { on: true, ...windowOf({ since, reason, endsAt }) };
  let told = 0;
  for await (const listener of listeners) {
    if (await listener.tell(notice)) told += 1;
  }
  return told;
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
