import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  type CancellationScope,
  condition,
  executeChild,
  isCancellation,
  metricMeter,
  setCurrentDetails,
  sleep,
} from '@temporalio/workflow';
import type { Prepared } from '../domain/activities';
import { targetLabel, userWorkflowId } from '../domain/names';
import type { UserOutcome } from '../domain/outcome';
import { userId } from '../domain/person';
import type { OnboardTenantInput, OnboardUserInput } from '../domain/run';
import type { User } from '../domain/user';
import { userAttributes } from './attributes';
import { describeRun } from './describe-run';
import type { onboardUser } from './onboard-user';
import type { TenantRun } from './tenant-run';
import { childFailure, endedFromOutside } from './user-failure';

const settled = metricMeter.createCounter('onboarding_users_total', 'users', 'Users whose onboarding ended');

interface WindowParts {
  readonly input: OnboardTenantInput;
  readonly prepared: Prepared;
  readonly run: TenantRun;
  /** Every user's workflow is cancelled with this scope, and ends before the run does. */
  readonly users: CancellationScope;
}

/** Keeps at most `concurrency` users in flight: as one ends, the next starts. */
export class UserWindow {
  private readonly parts: WindowParts;
  private inFlight = 0;

  constructor(parts: WindowParts) {
    this.parts = parts;
  }

  /** Runs until nobody waits and nobody is in flight; once `stopped`, starts nobody and awaits those in flight. */
  async drain(stopped: () => boolean): Promise<void> {
    const { input, run } = this.parts;
    const room = () => !stopped() && run.waiting > 0 && this.inFlight < input.options.concurrency;
    do {
      while (room()) this.start(run.next());
      await condition(() => this.inFlight === 0 || room());
    } while (this.inFlight > 0 || room());
  }

  private start(user: User | undefined): void {
    if (user === undefined) return;
    this.inFlight += 1;
    void this.settle(user).finally(() => {
      this.inFlight -= 1;
    });
  }

  /** Never rejects: whatever becomes of the user is noted. */
  private async settle(user: User): Promise<void> {
    const { input, run, users } = this.parts;
    try {
      const outcome = await users.run(() => this.onboard(user));
      if (outcome.cancelled && !users.consideredCancelled) run.fail(user, endedFromOutside(outcome));
      else run.complete(user, outcome);
    } catch (error) {
      if (isCancellation(error) && users.consideredCancelled) run.cancel(user);
      else run.fail(user, childFailure(error));
    }
    const outcome = run.statusOf(user);
    settled.add(1, { target: targetLabel(input.target), outcome });
    setCurrentDetails(describeRun(run));
  }

  private async onboard(user: User): Promise<UserOutcome> {
    const { input, prepared } = this.parts;
    const { tenant, target, options } = input;
    const id = userId(user.record);
    const child: OnboardUserInput = {
      tenant,
      target,
      user,
      plan: prepared.plans[user.kind],
      present: prepared.present,
      options,
    };
    const start = () =>
      executeChild<typeof onboardUser>('onboardUser', {
        workflowId: userWorkflowId(target.system, tenant, user.key),
        args: [child],
        staticSummary: `${id} (${user.kind})`,
        memo: { user: id },
        typedSearchAttributes: userAttributes(tenant, target, user.kind),
      });
    return whenFree(start);
  }
}

/** A terminated run's children end a moment after it: until then their ids are taken. */
async function whenFree<T>(start: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError) || tries === 30) throw error;
      await sleep('1 second');
    }
  }
}
