import { isCancellation } from '@temporalio/workflow';
import type { UserOutcome } from '../domain/run/outcome';
import type { OffboardUserInput } from '../domain/run/run';
import { publishStatus } from './telling/attributes';
import { departureSteps } from './user/departure-steps';
import { Journal } from './user/run-step';
import { settleAll } from './state/settle-all';
import { offboardUserInput } from './messages/inputs';
import { requireInput } from './messages/require-input';

/**
 * Offboards one user: looks whether somebody else changed it since (unless forced), takes it out of groups, out of places,
 * and disables or deletes the account. Fails with the first step that failed; cancelled, it returns what it did until then.
 */
export async function offboardUser(input: OffboardUserInput): Promise<UserOutcome> {
  requireInput(offboardUserInput, input);
  const journal = new Journal();
  const steps = departureSteps(input, journal);

  try {
    await settleAll(steps.inspect());
    await settleAll(steps.ungroup());
    await settleAll(steps.leave());
    await settleAll(steps.deprovision());
  } catch (error) {
    if (!isCancellation(error)) throw error;
    publishStatus('cancelled');
    return { ...journal.outcome(), cancelled: true };
  }
  return journal.outcome();
}
