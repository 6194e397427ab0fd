import { startChild, workflowInfo } from '@temporalio/workflow';
import { departureTypes, sliceWorkflowId, workflowTypes } from '../../domain/run/names';
import type { OffboardUsersInput, OnboardUsersInput, SliceReport, UserSlice } from '../../domain/run/user-slice';
import { tenantAttributes } from '../../domain/run/search-attributes';
import { offboardUsersInput, onboardUsersInput } from '../messages/inputs';
import { requireInput } from '../messages/require-input';
import { offboardOne, onboardOne } from '../user/start-user';
import { asUrgent } from '../state/policies';
import { inTurn } from '../window/run-child';
import { conductSlice } from './conduct-slice';

/** Onboards a slice of a large run's users, as `conductSlice` says: one workflow `onboardUser` each. */
export async function onboardUsers(input: OnboardUsersInput): Promise<SliceReport> {
  requireInput(onboardUsersInput, input);
  return conductSlice({ input, direction: 'onboard', carryOut: (user) => onboardOne(input, user, input.prepared) });
}

/** Offboards a slice of a large run's users, as `conductSlice` says: one workflow `offboardUser` each. */
export async function offboardUsers(input: OffboardUsersInput): Promise<SliceReport> {
  requireInput(offboardUsersInput, input);
  return conductSlice({ input, direction: 'offboard', carryOut: (user) => offboardOne(input, user, input.prepared) });
}

/** Runs the workflow that onboards a slice of this run's users; `title` for people. */
export function onboardSlice(input: OnboardUsersInput, title: string): Promise<SliceReport> {
  return runSlice(workflowTypes.slice, input, title);
}

/** Runs the workflow that offboards a slice of this run's users. */
export function offboardSlice(input: OffboardUsersInput, title: string): Promise<SliceReport> {
  return runSlice(departureTypes.slice, input, title);
}

function runSlice<I extends UserSlice>(type: string, input: I, title: string): Promise<SliceReport> {
  const { tenant, target, number, options } = input;
  const workflowId = sliceWorkflowId(workflowInfo().workflowId, number);
  const { stepTimeoutMs: patienceMs, pollIntervalMs } = options;
  return inTurn({ workflowId, patienceMs, pollIntervalMs }, () =>
    startChild<(input: I) => Promise<SliceReport>>(type, {
      workflowId,
      staticSummary: `${tenant}: ${title}`,
      typedSearchAttributes: tenantAttributes(tenant, target),
      ...asUrgent(),
      args: [input],
    }),
  );
}
