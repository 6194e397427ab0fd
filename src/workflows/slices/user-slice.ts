import { executeChild, workflowInfo } from '@temporalio/workflow';
import { departureTypes, sliceWorkflowId, workflowTypes } from '../../domain/run/names';
import type { OffboardUsersInput, OnboardUsersInput, SliceReport, UserSlice } from '../../domain/run/user-slice';
import { tenantAttributes } from '../../domain/run/search-attributes';
import { offboardOne, onboardOne } from '../user/start-user';
import { asUrgent } from '../state/policies';
import { runChild } from '../window/run-child';
import { conductSlice } from './conduct-slice';

/** Onboards a slice of a large run's users, as `conductSlice` says: one workflow `onboardUser` each. */
export function onboardUsers(input: OnboardUsersInput): Promise<SliceReport> {
  return conductSlice({ input, direction: 'onboard', carryOut: (user) => onboardOne(input, user, input.prepared) });
}

/** Offboards a slice of a large run's users, as `conductSlice` says: one workflow `offboardUser` each. */
export function offboardUsers(input: OffboardUsersInput): Promise<SliceReport> {
  return conductSlice({ input, direction: 'offboard', carryOut: (user) => offboardOne(input, user, input.prepared) });
}

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
    ...asUrgent(),
  };
}
