import { accountsOf, isSystem, partOf, type System } from '../systems/systems';
import type { TargetRef } from '../tenant/target-ref';

// Names the Temporal server stores. Changing one orphans what runs under the old name.

export const taskQueue = 'tenant-onboarding';

/** Which way a run goes with its users. */
export const directions = ['onboard', 'offboard'] as const;
export type Direction = (typeof directions)[number];

export const workflowTypes = {
  tenant: 'onboardTenant',
  slice: 'onboardUsers',
  user: 'onboardUser',
  teamWriter: 'teamWriter',
} as const;
export const departureTypes = { tenant: 'offboardTenant', slice: 'offboardUsers', user: 'offboardUser' } as const;

export const ledgerType = 'tenantLedger';
export const syncType = 'syncTenant';
export const maintenanceType = 'targetMaintenance';

export const messages = {
  status: 'status',
  retryFailed: 'retryFailed',
  addUsers: 'addUsers',
  missing: 'missing',
  close: 'close',
  skip: 'skip',
  pause: 'pause',
  resume: 'resume',
  endMaintenance: 'end',
  gateChanged: 'gateChanged',
  changeMembership: 'changeMembership',
  withdrawMembership: 'withdrawMembership',
  membershipAnswered: 'membershipAnswered',
  onboarded: 'onboarded',
  offboarded: 'offboarded',
  forget: 'forget',
  members: 'members',
  syncStatus: 'syncStatus',
  told: 'told',
  share: 'share',
  change: 'change',
  changed: 'changed',
  finish: 'finish',
  slices: 'slices',
  openSlices: 'openSlices',
  takeUsers: 'takeUsers',
  missingUsers: 'missingUsers',
  giveUp: 'giveUp',
} as const;

/** Which way a workflow of this type goes with its users. */
export function directionOf(type: string): Direction {
  return Object.values<string>(departureTypes).includes(type) ? 'offboard' : 'onboard';
}

/** Of a tenant at a place, whichever way its run goes: Temporal keeps two runs of it from being open at once. */
export function tenantWorkflowId(target: TargetRef, tenant: string): string {
  return `tenant:${placeId(target, tenant)}:${tenant}`;
}

/** A slice of a run's users: counts from 1 through the whole run. */
export function sliceWorkflowId(runWorkflowId: string, slice: number): string {
  return `${runWorkflowId}:slice:${slice}`;
}

/**
 * Of a person, whichever way the run goes and whichever tenant it is of: whoever shares an account takes turns. An account
 * is the instance's, or where each part has its own, that part's.
 */
export function userWorkflowId(target: TargetRef, tenant: string, userKey: string): string {
  const place = accountsOf(target.system) === 'part' ? placeId(target, tenant) : targetLabel(target);
  return `user:${place}:${userKey}`;
}

/** Of a synchronisation that somebody started; and of the schedule that starts others, whose ids end with their time. */
export function syncWorkflowId(target: TargetRef, tenant: string): string {
  return `sync:${placeId(target, tenant)}:${tenant}`;
}

/** One for each tenant at each place, and one for each shard of it. */
export function ledgerId(target: TargetRef, tenant: string, shard = ''): string {
  return `ledger:${placeId(target, tenant)}:${tenant}${shard === '' ? '' : `:${shard}`}`;
}

/** What a ledger, or a shard of it, is; for people. */
export function ledgerSummary(target: TargetRef, tenant: string, shard = ''): string {
  return `Who is onboarded for ${tenant} → ${targetPlace(target)}${shard === '' ? '' : `, shard ${shard}`}`;
}

/** A tenant, and the place where it lives as in `mas:inst1/ws1`. */
export interface TenantPlace {
  readonly tenant: string;
  readonly place: string;
}

/** Reads the id of a run, a slice, a synchronisation, a ledger or a shard of it back; undefined for another id. */
export function tenantIn(workflowId: string): TenantPlace | undefined {
  const [kind = '', system, instance, tenant] = workflowId.split(':');
  if (!['tenant', 'sync', 'ledger'].includes(kind) || instance === undefined || tenant === undefined) return undefined;
  // A synchronisation that a schedule started has its time in its id.
  return { place: `${system}:${instance}`, tenant: tenant.replace(/-\d{4}-\d\d-\d\dT\d\d$/, '') };
}

/** The system that the workflow with this id is about; undefined for one that is not known here. */
export function systemIn(workflowId: string): System | undefined {
  const name = workflowId.split(':')[1];
  return isSystem(name) ? name : undefined;
}

/** The key of the user whose workflow has this id. */
export function userKeyIn(workflowId: string): string {
  return workflowId.slice(workflowId.lastIndexOf(':') + 1);
}

/** Whether a place is the one that is meant, of which parts may be left out from the end: `mas`, `mas:inst1`. */
export function isAt(place: string, meant: string | undefined): boolean {
  return meant === undefined || place === meant || place.startsWith(`${meant}:`) || place.startsWith(`${meant}/`);
}

/** Whether a workflow is open whose execution Temporal calls by this name. */
export function isOpenState(name: string): boolean {
  return name === 'RUNNING' || name === 'PAUSED';
}

/** `→` or `←`: between a tenant and its place, which way its users go. */
export function arrowOf({ direction }: { readonly direction: Direction }): string {
  return direction === 'offboard' ? '←' : '→';
}

/** One for each team of an instance, whichever tenants share it. */
export function teamWriterId(target: Pick<TargetRef, 'system' | 'instance'>, team: string): string {
  return `team-writer:${target.system}:${target.instance}:${team}`;
}

/** One for each target, while it is under maintenance. */
export function maintenanceId(target: Pick<TargetRef, 'system' | 'instance'>): string {
  return `maintenance:${targetLabel(target)}`;
}

/** `mas:inst1`: a target in one word, for search attributes, logs and metrics. */
export function targetLabel(target: Pick<TargetRef, 'system' | 'instance'>): string {
  return `${target.system}:${target.instance}`;
}

/** `mas:inst1/ws1`: where a tenant lives, as ids name it. */
export function placeId(target: TargetRef, tenant: string): string {
  const part = partIn(target) ?? (partOf(target.system)?.ofTenant === true ? tenant : undefined);
  return part === undefined ? targetLabel(target) : `${targetLabel(target)}/${encodeURIComponent(part)}`;
}

/** `inst1/ws1`: the instance and the part of it that a tenant lives in, for people. */
export function placeOf(target: TargetRef): string {
  const part = partIn(target);
  return part === undefined ? target.instance : `${target.instance}/${part}`;
}

/** `mas inst1/ws1`: where a tenant lives, for people. */
export function targetPlace(target: TargetRef): string {
  return `${target.system} ${placeOf(target)}`;
}

/** Whether two references name the same place for a tenant; how users are to be made there does not count. */
export function samePlace(one: TargetRef, other: TargetRef, tenant: string): boolean {
  return placeId(one, tenant) === placeId(other, tenant);
}

/** The part of an instance that a reference names: a workspace, a team. */
export function partIn(target: TargetRef): string | undefined {
  const part = partOf(target.system);
  const named = part === undefined ? undefined : target[part.field];
  return typeof named === 'string' ? named : undefined;
}
