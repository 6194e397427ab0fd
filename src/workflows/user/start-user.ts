import { executeChild, workflowInfo } from '@temporalio/workflow';
import type { Prepared } from '../../domain/run/activities';
import type { PreparedDeparture } from '../../domain/run/departure';
import { departingUserId, departureTypes, userWorkflowId, workflowTypes } from '../../domain/run/names';
import { fairnessOf } from '../../domain/tenant/priority';
import type { UserOutcome } from '../../domain/run/outcome';
import { userId } from '../../domain/tenant/person';
import type {
  OffboardTenantInput,
  OffboardUserInput,
  OnboardTenantInput,
  OnboardUserInput,
} from '../../domain/run/run';
import type { User } from '../../domain/tenant/user';
import { userAttributes } from '../telling/attributes';
import { describeOffboarding, describeOnboarding } from '../telling/describe-user';
import { runChild } from '../window/run-child';

/** Whatever starts users: a run, or a slice of one. */
type Starter = Pick<OnboardTenantInput, 'tenant' | 'target' | 'options'>;

type UserWorkflow<I> = (input: I) => Promise<UserOutcome>;

/** Runs the workflow that onboards one user. */
export function onboardOne(
  { tenant, target, options }: Starter,
  user: User,
  { plans, present }: Prepared,
): Promise<UserOutcome> {
  const child: OnboardUserInput = { tenant, target, user, plan: plans[user.kind], present, options };
  const workflowId = userWorkflowId(target.system, tenant, user.key);
  return runChild(workflowId, () =>
    executeChild<UserWorkflow<OnboardUserInput>>(workflowTypes.user, {
      ...childOptions({ tenant, target }, user),
      staticDetails: describeOnboarding(target, child.plan),
      workflowId,
      args: [child],
    }),
  );
}

/** Runs the workflow that offboards one user. */
export function offboardOne(
  { tenant, target, options, force }: Starter & Pick<OffboardTenantInput, 'force'>,
  user: User,
  { plans, present }: PreparedDeparture,
): Promise<UserOutcome> {
  const child: OffboardUserInput = { tenant, target, user, plan: plans[user.kind], present, options, force };
  const workflowId = departingUserId(target.system, tenant, user.key);
  return runChild(workflowId, () =>
    executeChild<UserWorkflow<OffboardUserInput>>(departureTypes.user, {
      ...childOptions({ tenant, target }, user),
      staticDetails: describeOffboarding(target, child.plan),
      workflowId,
      args: [child],
    }),
  );
}

function childOptions({ tenant, target }: Pick<Starter, 'tenant' | 'target'>, user: User) {
  const id = userId(user.record);
  return {
    staticSummary: `${id} (${user.kind})`,
    memo: { user: id },
    typedSearchAttributes: userAttributes(tenant, target, user.kind),
    priority: { ...workflowInfo().priority, ...fairnessOf(tenant) },
  };
}
