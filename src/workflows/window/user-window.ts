import { type CancellationScope, condition, isCancellation, setCurrentDetails } from '@temporalio/workflow';
import type { UserOutcome } from '../../domain/run/outcome';
import type { OnboardTenantInput } from '../../domain/run/run';
import type { User } from '../../domain/tenant/user';
import type { UserEnd } from '../../domain/run/user-slice';
import { countUser } from '../telling/run-metrics';
import type { TenantRun } from '../state/tenant-run';
import { childFailure, endedFromOutside } from '../state/user-failure';

/** Whoever takes the users of a run that is too large to have a workflow of each in its own history. */
export interface Slices {
  /** Whether the run is so large that whoever starts now starts in a slice. */
  readonly isInUse: boolean;
  readonly isBusy: boolean;
  /** The most users that the open slices may have in flight: known too high for a moment, never too low. */
  readonly inFlight: number;
  /** Whether open slices must hear of something: of the run's gate, of users that were skipped. */
  readonly hasNews: boolean;
  tellNews(): void;
  /** Whether to start a slice where so many places are free. */
  hasRoom(free: number): boolean;
  startNext(free: number): void;
}

interface WindowParts {
  readonly input: Pick<OnboardTenantInput, 'target' | 'options'>;
  readonly run: TenantRun;
  /** Every user's workflow is cancelled with this scope, and ends before the run does. */
  readonly users: CancellationScope;
  /** Runs one user's workflow to its end. */
  readonly carryOut: (user: User) => Promise<UserOutcome>;
  /** For the Web UI, whenever a user has ended. */
  readonly describe: () => string;
  /** Hears of every user that ended. */
  readonly ended?: (end: UserEnd) => void;
  /** Hears that a user met nothing but an outage of the target, and waits for the end of that. */
  readonly down: () => void;
  readonly slices?: Slices;
}

/** Says who may start. */
interface Admission {
  /** Nobody any more: those in flight are awaited. */
  readonly stopped: () => boolean;
  /** Nobody for now. */
  readonly held: () => boolean;
}

/** Keeps at most `concurrency` users in flight: as one ends, the next starts. */
export class UserWindow {
  private readonly parts: WindowParts;
  private inFlight = 0;
  /** After an outage one user is let in, and then as many more as come through. */
  private width = Number.POSITIVE_INFINITY;

  constructor(parts: WindowParts) {
    this.parts = parts;
  }

  /** The target is back: it is not stormed. */
  beginSlowly(): void {
    this.width = 1;
  }

  /** Runs until nobody waits and nobody is in flight; once stopped, starts nobody and awaits those in flight. */
  async drain({ stopped, held }: Admission): Promise<void> {
    const { run, slices } = this.parts;
    const room = () => !stopped() && !held() && run.waiting > 0 && this.hasRoom();
    const done = () => this.inFlight === 0 && !slices?.isBusy && (stopped() || run.waiting === 0);
    for (;;) {
      while (room()) this.startNext();
      slices?.tellNews();
      if (done()) return;
      await condition(() => done() || room() || slices?.hasNews === true);
    }
  }

  private hasRoom(): boolean {
    const { input, slices } = this.parts;
    const free = input.options.concurrency - this.inFlight - (slices?.inFlight ?? 0);
    return slices?.isInUse ? slices.hasRoom(free) : free > 0 && this.inFlight < this.width;
  }

  private startNext(): void {
    const { input, run, slices } = this.parts;
    if (slices?.isInUse) return slices.startNext(input.options.concurrency - this.inFlight - slices.inFlight);
    const user = run.next();
    if (user === undefined) return;
    this.inFlight += 1;
    void this.settle(user).finally(() => {
      this.inFlight -= 1;
    });
  }

  /** Never rejects: whatever becomes of the user is noted. */
  private async settle(user: User): Promise<void> {
    const { input, run, users, ended, describe } = this.parts;
    const end = await this.endOf(user);
    if (end.how === 'failed' && run.setAside(user, end.detail)) return this.parts.down();
    this.width += 1;
    noteEnd(run, user, { end, wanted: users.consideredCancelled });
    ended?.(end);
    countUser({ direction: run.direction, target: input.target }, run.stateOf(user));
    setCurrentDetails(describe());
  }

  private async endOf(user: User): Promise<UserEnd> {
    const { users, carryOut } = this.parts;
    const { key } = user;
    try {
      return { key, how: 'returned', outcome: await users.run(() => carryOut(user)) };
    } catch (error) {
      if (isCancellation(error) && users.consideredCancelled) return { key, how: 'not-begun' };
      const detail = childFailure(error);
      if (detail.aside !== true || !users.consideredCancelled) return { key, how: 'failed', detail };
      // Nobody waits for the target to be back.
      return { key, how: 'returned', outcome: { ...detail.outcome, cancelled: true } };
    }
  }
}

interface Ended {
  readonly end: UserEnd;
  /** Whether the run itself was cancelled: who stops then was asked to, any other was stopped from outside. */
  readonly wanted: boolean;
}

/** Notes in a run how a user's workflow ended. */
export function noteEnd(run: TenantRun, user: User, { end, wanted }: Ended): void {
  switch (end.how) {
    case 'returned':
      if (end.outcome.cancelled && !wanted) run.fail(user, endedFromOutside(end.outcome));
      else run.complete(user, end.outcome);
      return;
    case 'failed':
      run.fail(user, end.detail);
      return;
    case 'not-begun':
      if (wanted) run.cancel(user);
      else run.fail(user, endedFromOutside({ changed: [], leases: [] }));
  }
}
