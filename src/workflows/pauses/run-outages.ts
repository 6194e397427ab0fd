import { type CancellationScope, log, setCurrentDetails } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/common';
import { targetLabel } from '../../domain/run/names';
import type { UserFailureDetail } from '../../domain/run/outcome';
import type { OnboardTenantInput } from '../../domain/run/run';
import { factsOf } from '../../domain/failures/failures';
import { probePolicy } from '../state/policies';
import type { TenantRun } from '../state/tenant-run';
import { expiryOf, wasCancelled } from '../state/user-failure';
import { publishStatus, statusNow } from '../telling/attributes';
import { describeRun } from '../telling/describe-run';

interface OutageParts {
  readonly run: TenantRun;
  readonly input: Pick<OnboardTenantInput, 'target' | 'options'>;
  /** Is cancelled with the run. */
  readonly scope: CancellationScope;
  /** Reads at the target, until it answers. */
  readonly probe: (policy: ActivityOptions) => Promise<unknown>;
  /** Hears that the target is back, or that nobody waits for it any more. */
  readonly back: () => void;
  readonly givenUp: () => void;
}

/** Sits out the outages of a run's target: nobody starts meanwhile, and one clock runs for all of them together. */
export class RunOutages {
  private readonly parts: OutageParts;
  private leftMs: number;
  private sitting = false;

  constructor(parts: OutageParts) {
    this.parts = parts;
    this.leftMs = parts.input.options.outageTimeoutMs;
  }

  /** A user, of the run or of a slice, met nothing but an outage. */
  begin(): void {
    if (this.sitting) return;
    this.sitting = true;
    this.parts.run.gate.close({ by: 'target', since: new Date().toISOString() });
    this.publish();
    void this.sitOut();
  }

  /** Never rejects; a run that is cancelled waits no longer, whatever its gate says. */
  private async sitOut(): Promise<void> {
    const { run, back, scope, probe } = this.parts;
    const began = Date.now();
    try {
      if (this.leftMs <= 0) this.giveUp();
      else await scope.run(() => probe(probePolicy(this.leftMs)));
    } catch (error) {
      if (wasCancelled(error)) return;
      // What is permanent every user is told of on its own.
      if (expiryOf(error) !== undefined) this.giveUp();
    }
    this.leftMs -= Date.now() - began;
    this.sitting = false;
    back();
    run.gate.open('target');
    this.publish();
  }

  private giveUp(): void {
    const { run, input, givenUp } = this.parts;
    log.warn('the target was out of order for too long', { target: targetLabel(input.target) });
    run.giveUp(outageOutlasted());
    givenUp();
  }

  private publish(): void {
    publishStatus(statusNow(this.parts.run));
    setCurrentDetails(describeRun(this.parts.run));
  }
}

/** How a user fails who waited for a target that did not come back: nothing was done for it since it was set aside. */
export function outageOutlasted(): UserFailureDetail {
  const code = 'TARGET_UNAVAILABLE';
  const message = 'the target was out of order for longer than the run waits';
  return {
    failure: { step: 'unknown', code, message: `${message}: ${factsOf(code).cause}`, attempts: 1 },
    outcome: { changed: [], leases: [] },
  };
}
