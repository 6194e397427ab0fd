import { startChild, workflowInfo } from '@temporalio/workflow';
import { departureTypes, sliceWorkflowId, workflowTypes } from '../../domain/run/names';
import type { Leaving } from '../../domain/run/run';
import type { OffboardUsersInput, OnboardUsersInput, SliceEnd, UserSlice } from '../../domain/run/user-slice';
import { tenantAttributes } from '../../domain/run/search-attributes';
import { offboardUsersInput, onboardUsersInput, prepared, preparedDeparture } from '../messages/inputs';
import { requireInput } from '../messages/require-input';
import { offboardOne, onboardOne } from '../user/start-user';
import { asUrgent } from '../state/policies';
import { inTurn } from '../window/run-child';
import { conductSlice } from './conduct-slice';

/** Onboards a slice of a large run's users, as `conductSlice` says: one workflow `onboardUser` each. */
export async function onboardUsers(input: OnboardUsersInput): Promise<SliceEnd> {
  requireInput(onboardUsersInput, input);
  const carryOut = { prepared, carryOut: onboardOne.bind(undefined, input) };
  return conductSlice({ input, direction: 'onboard', ...carryOut });
}

/** Offboards a slice of a large run's users, as `conductSlice` says: one workflow `offboardUser` each. */
export async function offboardUsers(input: OffboardUsersInput): Promise<SliceEnd> {
  requireInput(offboardUsersInput, input);
  const carryOut = { prepared: preparedDeparture, carryOut: offboardOne.bind(undefined, input) };
  return conductSlice({ input, direction: 'offboard', ...carryOut });
}

/** Runs the workflow of a slice of this run's users, which leave when `leaving` says how; `title` for people. */
export function runSlice(slice: UserSlice, title: string, leaving: Leaving | undefined): Promise<SliceEnd> {
  const { tenant, target, number, options } = slice;
  const type = (leaving === undefined ? workflowTypes : departureTypes).slice;
  const workflowId = sliceWorkflowId(workflowInfo().workflowId, number);
  const { stepTimeoutMs: patienceMs, pollIntervalMs } = options;
  return inTurn({ workflowId, patienceMs, pollIntervalMs }, () =>
    startChild<(input: UserSlice) => Promise<SliceEnd>>(type, {
      workflowId,
      staticSummary: `${tenant}: ${title}`,
      typedSearchAttributes: tenantAttributes(tenant, target),
      ...asUrgent(),
      args: [{ ...slice, ...leaving }],
    }),
  );
}
