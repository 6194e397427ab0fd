import { isSystem, partOf, type System } from '../systems/systems';
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
  usersEnded: 'usersEnded',
  leaveOut: 'leaveOut',
} as const;

export function tenantWorkflowId(system: System, tenant: string, direction: Direction = 'onboard'): string {
  return `${direction}:${system}:${tenant}`;
}

export function userWorkflowId(system: System, tenant: string, userKey: string): string {
  return `${tenantWorkflowId(system, tenant)}:${userKey}`;
}

/** A slice of a run's users: counts from 1 through the whole run. */
export function sliceWorkflowId(runWorkflowId: string, slice: number): string {
  return `${runWorkflowId}:batch:${slice}`;
}

export function departingUserId(system: System, tenant: string, userKey: string): string {
  return `${tenantWorkflowId(system, tenant, 'offboard')}:${userKey}`;
}

/** The way that a run with this workflow id goes, a tenant's or a user's. */
export function directionOf(workflowId: string): Direction {
  return workflowId.startsWith('offboard:') ? 'offboard' : 'onboard';
}

/** The system that a tenant's run with this workflow id is about; undefined for one that is not known here. */
export function systemOf(workflowId: string): System | undefined {
  const name = workflowId.split(':')[1];
  return isSystem(name) ? name : undefined;
}

/** `→` or `←`: between a tenant and its place, which way a run with this workflow id goes. */
export function arrowOf({ workflowId }: { readonly workflowId: string }): string {
  return directionOf(workflowId) === 'offboard' ? '←' : '→';
}

/** What makes a command mean the runs that go the way of this one. */
export function flagOf({ workflowId }: { readonly workflowId: string }): string {
  return directionOf(workflowId) === 'offboard' ? ' --offboarding' : '';
}

/** One for each team of an instance, whichever tenants share it. */
export function teamWriterId(target: Pick<TargetRef, 'system' | 'instance'>, team: string): string {
  return `team-writer:${target.system}:${target.instance}:${team}`;
}

/** One for each tenant at each place. */
export function ledgerId(target: TargetRef, tenant: string): string {
  return `ledger:${targetLabel(target)}:${partIn(target) ?? tenant}:${tenant}`;
}

/** Of a synchronisation that somebody started; and of the schedule that starts others, whose ids end with their time. */
export function syncWorkflowId(system: System, tenant: string): string {
  return `sync:${system}:${tenant}`;
}

/** One for each target, while it is under maintenance. */
export function maintenanceId(target: Pick<TargetRef, 'system' | 'instance'>): string {
  return `maintenance:${targetLabel(target)}`;
}

/** `mas:inst1`: a target in one word, for search attributes, logs and metrics. */
export function targetLabel(target: Pick<TargetRef, 'system' | 'instance'>): string {
  return `${target.system}:${target.instance}`;
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

/** Whether two references name the same place; how users are to be made there does not count. */
export function samePlace(one: TargetRef, other: TargetRef): boolean {
  return targetPlace(one) === targetPlace(other);
}

/** The part of an instance that a reference names: a workspace, a team. */
export function partIn(target: TargetRef): string | undefined {
  const part = partOf(target.system);
  const named = part === undefined ? undefined : target[part.field];
  return typeof named === 'string' ? named : undefined;
}
