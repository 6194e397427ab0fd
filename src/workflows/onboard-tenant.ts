import { proxyActivities } from '@temporalio/workflow';
import type { OnboardingActivities, Prepared } from '../domain/run/activities';
import { targetLabel } from '../domain/run/names';
import type { TenantResult } from '../domain/run/outcome';
import type { OnboardTenantInput } from '../domain/run/run';
import { conductRun } from './run/conduct-run';
import { onboardOne } from './user/start-user';
import { onboardTenantInput } from './messages/inputs';
import { requireInput } from './messages/require-input';

/** Onboards a tenant's users, as `conductRun` says: one workflow `onboardUser` each, of many users in slices. */
export async function onboardTenant(input: OnboardTenantInput): Promise<TenantResult> {
  requireInput(onboardTenantInput, input);
  const { target, options } = input;
  const { pollIntervalMs } = options;
  const summary = `Prepare ${targetLabel(target)}`;
  return conductRun<Prepared>({
    input,
    prepare: (policy) =>
      proxyActivities<OnboardingActivities>({ ...policy, summary }).prepareTarget({ target, pollIntervalMs }),
    carryOut: (user, prepared) => onboardOne(input, user, prepared),
  });
}
