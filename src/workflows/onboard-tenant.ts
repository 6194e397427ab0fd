import { executeChild, proxyActivities } from '@temporalio/workflow';
import type { OnboardingActivities, Prepared } from '../domain/activities';
import { targetLabel, userWorkflowId } from '../domain/names';
import type { TenantResult, UserOutcome } from '../domain/outcome';
import { userId } from '../domain/person';
import type { OnboardTenantInput, OnboardUserInput } from '../domain/run';
import type { User } from '../domain/user';
import { userAttributes } from './attributes';
import { conductRun } from './conduct-run';
import type { onboardUser } from './onboard-user';

/** Onboards a tenant's users, as `conductRun` says: one workflow `onboardUser` each. */
export function onboardTenant(input: OnboardTenantInput): Promise<TenantResult> {
  const { target, options } = input;
  const { pollIntervalMs } = options;
  const summary = `Prepare ${targetLabel(target)}`;
  return conductRun<Prepared>({
    input,
    prepare: (policy) =>
      proxyActivities<OnboardingActivities>({ ...policy, summary }).prepareTarget({ target, pollIntervalMs }),
    carryOut: (user, prepared) => onboard(input, user, prepared),
  });
}

function onboard(
  { tenant, target, options }: OnboardTenantInput,
  user: User,
  { plans, present }: Prepared,
): Promise<UserOutcome> {
  const id = userId(user.record);
  const child: OnboardUserInput = { tenant, target, user, plan: plans[user.kind], present, options };
  return executeChild<typeof onboardUser>('onboardUser', {
    workflowId: userWorkflowId(target.system, tenant, user.key),
    args: [child],
    staticSummary: `${id} (${user.kind})`,
    memo: { user: id },
    typedSearchAttributes: userAttributes(tenant, target, user.kind),
  });
}
