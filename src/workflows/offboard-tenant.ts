import { proxyActivities } from '@temporalio/workflow';
import type { OnboardingActivities } from '../domain/run/activities';
import type { PreparedDeparture } from '../domain/run/departure';
import { targetLabel } from '../domain/run/names';
import type { TenantResult } from '../domain/run/outcome';
import type { OffboardTenantInput } from '../domain/run/run';
import { conductRun } from './run/conduct-run';
import { offboardOne } from './user/start-user';
import { offboardTenantInput } from './messages/inputs';
import { requireInput } from './messages/require-input';

/** Takes users of a tenant back out of its target, as `conductRun` says: one workflow `offboardUser` each, of many users in slices. */
export async function offboardTenant(input: OffboardTenantInput): Promise<TenantResult> {
  requireInput(offboardTenantInput, input);
  const { target, options, how, force } = input;
  const { pollIntervalMs } = options;
  const summary = `Prepare the way back from ${targetLabel(target)}`;
  return conductRun<PreparedDeparture>({
    input,
    leaving: { how, force },
    prepare: (policy) =>
      proxyActivities<OnboardingActivities>({ ...policy, summary }).prepareDeparture({ target, how, pollIntervalMs }),
    carryOut: (user, prepared) => offboardOne(input, user, prepared),
  });
}
