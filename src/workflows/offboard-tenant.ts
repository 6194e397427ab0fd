import { executeChild, proxyActivities } from '@temporalio/workflow';
import type { OnboardingActivities } from '../domain/activities';
import type { PreparedDeparture } from '../domain/departure';
import { departingUserId, targetLabel } from '../domain/names';
import type { TenantResult, UserOutcome } from '../domain/outcome';
import { userId } from '../domain/person';
import type { OffboardTenantInput, OffboardUserInput } from '../domain/run';
import type { User } from '../domain/user';
import { userAttributes } from './attributes';
import { conductRun } from './conduct-run';
import type { offboardUser } from './offboard-user';

/** Takes users of a tenant back out of its target, as `conductRun` says: one workflow `offboardUser` each. */
export function offboardTenant(input: OffboardTenantInput): Promise<TenantResult> {
  const { target, options, how, force } = input;
  const { pollIntervalMs } = options;
  const summary = `Prepare the way back from ${targetLabel(target)}`;
  return conductRun<PreparedDeparture>({
    input,
    leaving: { how, force },
    prepare: (policy) =>
      proxyActivities<OnboardingActivities>({ ...policy, summary }).prepareDeparture({ target, how, pollIntervalMs }),
    carryOut: (user, prepared) => offboard(input, user, prepared),
  });
}

function offboard(
  { tenant, target, options, force }: OffboardTenantInput,
  user: User,
  { plans, present }: PreparedDeparture,
): Promise<UserOutcome> {
  const id = userId(user.record);
  const child: OffboardUserInput = { tenant, target, user, plan: plans[user.kind], present, options, force };
  return executeChild<typeof offboardUser>('offboardUser', {
    workflowId: departingUserId(target.system, tenant, user.key),
    args: [child],
    staticSummary: `${id} (${user.kind})`,
    memo: { user: id },
    typedSearchAttributes: userAttributes(tenant, target, user.kind),
  });
}
