import type { ApplicationFailure } from '@temporalio/common';
import { startChild, workflowInfo } from '@temporalio/workflow';
import { factsOf } from '../../domain/failures/failures';
import type { Prepared } from '../../domain/run/activities';
import type { PreparedDeparture } from '../../domain/run/departure';
import { departureTypes, userWorkflowId, workflowTypes } from '../../domain/run/names';
import { fairnessOf } from '../../domain/tenant/priority';
import type { UserOutcome } from '../../domain/run/outcome';
import { placeAttributes } from '../../domain/run/search-attributes';
import { userId } from '../../domain/tenant/person';
import type {
  OffboardTenantInput,
  OffboardUserInput,
  OnboardTenantInput,
  OnboardUserInput,
} from '../../domain/run/run';
import type { User } from '../../domain/tenant/user';
import { describeOffboarding, describeOnboarding } from '../telling/describe-user';
import { reasonOf, userFailure } from '../state/user-failure';
import { inTurn } from '../window/run-child';

/** Whatever starts users: a run, or a slice of one. */
type Starter = Pick<OnboardTenantInput, 'tenant' | 'target' | 'options'>;

type UserWorkflow<I> = (input: I) => Promise<UserOutcome>;

/** Runs the workflow that onboards one user. */
export function onboardOne(
  { tenant, target, options }: Starter,
  user: User,
  { plans, present }: Prepared,
): Promise<UserOutcome> {
  const plan = plans[user.kind];
  const input: OnboardUserInput = { tenant, target, user, plan, present, options };
  return runUser(workflowTypes.user, input, describeOnboarding(target, plan));
}

/** Runs the workflow that offboards one user. */
export function offboardOne(
  { tenant, target, options, force }: Starter & Pick<OffboardTenantInput, 'force'>,
  user: User,
  { plans, present }: PreparedDeparture,
): Promise<UserOutcome> {
  const plan = plans[user.kind];
  const input: OffboardUserInput = { tenant, target, user, plan, present, options, force };
  return runUser(departureTypes.user, input, describeOffboarding(target, plan));
}

/** One workflow at a time has a person in hand, of whichever tenant and way. Fails with USER_BUSY when that takes too long. */
async function runUser<I extends OnboardUserInput | OffboardUserInput>(
  type: string,
  input: I,
  staticDetails: string,
): Promise<UserOutcome> {
  const { tenant, target, user, options } = input;
  const workflowId = userWorkflowId(target, tenant, user.key);
  const id = userId(user.record);
  const { stepTimeoutMs: patienceMs, pollIntervalMs } = options;
  try {
    return await inTurn({ workflowId, patienceMs, pollIntervalMs }, () =>
      startChild<UserWorkflow<I>>(type, {
        workflowId,
        staticSummary: `${id} (${user.kind})`,
        staticDetails,
        memo: { user: id, kind: user.kind },
        typedSearchAttributes: placeAttributes(tenant, target),
        priority: { ...workflowInfo().priority, ...fairnessOf(tenant) },
        args: [input],
      }),
    );
  } catch (error) {
    throw reasonOf(error).code === 'TURN_AWAITED' ? userBusy(error) : error;
  }
}

function userBusy(error: unknown): ApplicationFailure {
  const { cause: message } = factsOf('USER_BUSY');
  const failure = { step: 'unknown', code: 'USER_BUSY', message, attempts: reasonOf(error).attempts } as const;
  return userFailure({ failure, outcome: { changed: [], leases: [] } }, error);
}
