import { type CancellationScope, condition, isCancellation, setCurrentDetails } from '@temporalio/workflow';
import type { UserOutcome } from '../../domain/run/outcome';
import type { OnboardTenantInput } from '../../domain/run/run';
import type { User } from '../../domain/tenant/user';
import { countUser } from '../telling/run-metrics';
import type { TenantRun } from '../state/tenant-run';
import { childFailure, endedFromOutside } from '../state/user-failure';

/** Whoever has more users of the run in hand, in workflows of their own. */
export interface Slices {
  /** The most users that they may have in flight: known too high for a moment, never too low. */
  readonly inFlight: number;
  /** Whether none of their users waits or is in flight, as far as they told. */
  readonly areIdle: boolean;
  /** Whether there is something to tell them; `free`: how many more users they may have in flight. */
  hasNews(free: number): boolean;
  tellNews(free: number): void;
}

interface WindowParts {
  readonly target: OnboardTenantInput['target'];
  readonly run: TenantRun;
  /** The most users in flight. */
  readonly most: () => number;
  /** Every user's workflow is cancelled with this scope, and ends before the run does. */
  readonly users: CancellationScope;
  /** Runs one user's workflow to its end. */
  readonly carryOut: (user: User) => Promise<UserOutcome>;
  /** For the Web UI, whenever a user has ended. */
  readonly describe: () => string;
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

/** Keeps at most so many users in flight: as one ends, the next starts. */
export class UserWindow {
  private readonly parts: WindowParts;
  private under = 0;
  /** After an outage one user is let in, and then as many more as come through. */
  private width = Number.POSITIVE_INFINITY;

  constructor(parts: WindowParts) {
    this.parts = parts;
  }

  get inFlight(): number {
    return this.under;
  }

  /** The target is back: it is not stormed. */
  beginSlowly(): void {
    this.width = 1;
  }

  /** Runs until nobody waits and nobody is in flight; once stopped, starts nobody and awaits those in flight. */
  async drain({ stopped, held }: Admission): Promise<void> {
    const { run, slices } = this.parts;
    const room = () => !stopped() && !held() && run.waitingHere > 0 && this.hasRoom;
    const idle = () => slices === undefined || slices.areIdle;
    const done = () => this.under === 0 && idle() && (stopped() || run.waitingHere === 0);
    const free = () => (stopped() || held() ? 0 : this.freeForSlices);
    for (;;) {
      while (room()) this.startNext();
      slices?.tellNews(free());
      if (done()) return;
      await condition(() => done() || room() || slices?.hasNews(free()) === true);
    }
  }

  private get hasRoom(): boolean {
    const { most, slices } = this.parts;
    return this.under < Math.min(most() - (slices?.inFlight ?? 0), this.width);
  }

  /** Users that the run starts itself go first. */
  private get freeForSlices(): number {
    const { most, slices, run } = this.parts;
    return most() - this.under - run.waitingHere - (slices?.inFlight ?? 0);
  }

  private startNext(): void {
    const user = this.parts.run.next();
    if (user === undefined) return;
    this.under += 1;
    void this.settle(user).finally(() => {
      this.under -= 1;
    });
  }

  /** Never rejects: whatever becomes of the user is noted. */
  private async settle(user: User): Promise<void> {
    const { target, run, describe, down } = this.parts;
    if ((await this.noteEnd(user)) === 'aside') return down();
    this.width += 1;
    countUser({ direction: run.direction, target }, run.stateOf(user));
    setCurrentDetails(describe());
  }

  private async noteEnd(user: User): Promise<'ended' | 'aside'> {
    const { run, users, carryOut } = this.parts;
    try {
      const outcome = await users.run(() => carryOut(user));
      // Who stops when the run is cancelled was asked to, any other was stopped from outside.
      if (outcome.cancelled && !users.consideredCancelled) run.fail(user, endedFromOutside(outcome));
      else run.complete(user, outcome);
    } catch (error) {
      if (isCancellation(error) && users.consideredCancelled) run.cancel(user);
      else return this.noteFailure(user, error);
    }
    return 'ended';
  }

  private noteFailure(user: User, error: unknown): 'ended' | 'aside' {
    const { run, users } = this.parts;
    const detail = childFailure(error);
    // Nobody waits for the target to be back in a run that is being cancelled.
    if (detail.aside === true && users.consideredCancelled) run.complete(user, { ...detail.outcome, cancelled: true });
    else if (run.setAside(user, detail)) return 'aside';
    else run.fail(user, detail);
    return 'ended';
  }
}
