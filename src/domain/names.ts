import type { System, TargetRef } from './target-ref';

// Names the Temporal server stores. Changing one orphans what runs under the old name.

export const taskQueue = 'tenant-onboarding';

export const workflowTypes = { tenant: 'onboardTenant', user: 'onboardUser' } as const;

export const messages = {
  status: 'status',
  retryFailed: 'retryFailed',
  addUsers: 'addUsers',
  close: 'close',
} as const;

export const searchAttributes = {
  OnboardTenant: 'KEYWORD',
  OnboardTarget: 'KEYWORD',
  OnboardStatus: 'KEYWORD',
  OnboardStep: 'KEYWORD',
  OnboardErrorCode: 'KEYWORD',
  OnboardUserType: 'KEYWORD',
  OnboardFailed: 'INT',
} as const;

export function tenantWorkflowId(system: System, tenant: string): string {
  return `onboard:${system}:${tenant}`;
}

export function userWorkflowId(system: System, tenant: string, userKey: string): string {
  return `${tenantWorkflowId(system, tenant)}:${userKey}`;
}

/** `mas:inst1`: a target in one word, for search attributes, logs and metrics. */
export function targetLabel(target: TargetRef): string {
  return `${target.system}:${target.instance}`;
}
