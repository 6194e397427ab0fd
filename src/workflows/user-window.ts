import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  type CancellationScope,
  condition,
  isCancellation,
  metricMeter,
  setCurrentDetails,
  sleep,
} from '@temporalio/workflow';
import { targetLabel } from '../domain/names';
import type { UserOutcome } from '../domain/outcome';
import type { OnboardTenantInput } from '../domain/run';
import type { User } from '../domain/user';
import { describeRun } from './describe-run';
import type { TenantRun } from './tenant-run';
import { childFailure, endedFromOutside } from './user-failure';

const settled = {
  onboard: metricMeter.createCounter('onboarding_users_total', 'users', 'Users whose onboarding ended'),
  offboard: metricMeter.createCounter('offboarding_users_total', 'users', 'Users whose offboarding ended'),
} as const;

interface WindowParts {
  readonly input: OnboardTenantInput;
  readonly run: TenantRun;
  /** Every user's workflow is cancelled with this scope, and ends before the run does. */
  readonly users: CancellationScope;
  /** Runs one user's workflow to its end. */
  readonly carryOut: (user: User) => Promise<UserOutcome>;
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
    const { input, run, users, carryOut } = this.parts;
    try {
      const outcome = await users.run(() => whenFree(() => carryOut(user)));
      if (outcome.cancelled && !users.consideredCancelled) run.fail(user, endedFromOutside(outcome));
      else run.complete(user, outcome);
    } catch (error) {
      if (isCancellation(error) && users.consideredCancelled) run.cancel(user);
      else run.fail(user, childFailure(error));
    }
    const outcome = run.statusOf(user);
    settled[run.direction].add(1, { target: targetLabel(input.target), outcome });
    setCurrentDetails(describeRun(run));
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
