import { isCancellation } from '@temporalio/workflow';
import type { UserOutcome } from '../domain/run/outcome';
import type { OnboardUserInput } from '../domain/run/run';
import { publishStatus } from './telling/attributes';
import { Journal } from './user/run-step';
import { settleAll } from './state/settle-all';
import { userSteps } from './user/user-steps';
import { onboardUserInput } from './messages/inputs';
import { requireInput } from './messages/require-input';

/**
 * Onboards one user: the six verbs in order, independent ones side by side. Fails with the first step that failed;
 * cancelled, it returns what it did until then.
 */
export async function onboardUser(input: OnboardUserInput): Promise<UserOutcome> {
  requireInput(onboardUserInput, input);
  const journal = new Journal();
  const steps = userSteps(input, journal);

  try {
    await settleAll(steps.create());
    await settleAll([...steps.link(), ...steps.join()]);
    await settleAll(steps.grant());
    await settleAll(steps.await());
    await settleAll(steps.group());
  } catch (error) {
    if (!isCancellation(error)) throw error;
    publishStatus('cancelled');
    return { ...journal.outcome(), cancelled: true };
  }
  return journal.outcome();
}
