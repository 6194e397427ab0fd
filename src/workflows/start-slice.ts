import { executeChild, workflowInfo } from '@temporalio/workflow';
import { departureTypes, sliceWorkflowId, workflowTypes } from '../domain/run/names';
import type { OffboardUsersInput, OnboardUsersInput, SliceReport, UserSlice } from '../domain/run/user-slice';
import { tenantAttributes } from './telling/attributes';
import type { offboardUsers } from './offboard-users';
import type { onboardUsers } from './onboard-users';
import { runChild } from './window/run-child';

/** Runs the workflow that onboards a slice of this run's users; `title` for people. */
export function onboardSlice(input: OnboardUsersInput, title: string): Promise<SliceReport> {
  const options = childOptions(input, title);
  return runChild(options.workflowId, () =>
    executeChild<typeof onboardUsers>(workflowTypes.slice, { ...options, args: [input] }),
  );
}

/** Runs the workflow that offboards a slice of this run's users. */
export function offboardSlice(input: OffboardUsersInput, title: string): Promise<SliceReport> {
  const options = childOptions(input, title);
  return runChild(options.workflowId, () =>
    executeChild<typeof offboardUsers>(departureTypes.slice, { ...options, args: [input] }),
  );
}

function childOptions({ tenant, target, number }: UserSlice, title: string) {
  return {
    workflowId: sliceWorkflowId(workflowInfo().workflowId, number),
    staticSummary: `${tenant}: ${title}`,
    typedSearchAttributes: tenantAttributes(tenant, target),
  };
}
