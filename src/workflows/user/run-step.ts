import { CancelledFailure } from '@temporalio/common';
import { log, setCurrentDetails } from '@temporalio/workflow';
import type { StepOutcome } from '../../domain/run/activities';
import { factsOf } from '../../domain/failures/failures';
import type { RunStep, UserFailure, UserOutcome } from '../../domain/run/outcome';
import { publishFailure } from '../telling/attributes';
import { gaveUp, leasesOf, reasonOf, userFailure, wasCancelled } from '../state/user-failure';

interface StepRun {
  readonly step: RunStep;
  readonly body: () => Promise<StepOutcome>;
  readonly userKey: string;
  readonly journal: Journal;
}

/** Runs one step of a user, and notes in the journal what it did. Throws how the user's workflow fails, or `CancelledFailure`. */
export async function runStep({ step, body, userKey, journal }: StepRun): Promise<void> {
  try {
    journal.note(step, await body());
  } catch (error) {
    journal.keep(leasesOf(error));
    if (wasCancelled(error)) throw new CancelledFailure(`cancelled at ${step}`);
    const failure = { step, ...reasonOf(error) };
    publishFailure(step, failure.code);
    tell(failure, userKey);
    const aside = gaveUp(error) ? ({ aside: true } as const) : {};
    throw userFailure({ failure, outcome: journal.outcome(), ...aside }, error);
  }
}

/** Says the failure where operators look: in the log, and in the workflow's details in the Web UI. */
function tell(failure: UserFailure, userKey: string): void {
  const { step, code, message, attempts } = failure;
  log.warn('user failed', { userKey, step, code, attempts });
  const remedy = `**What to do:** ${factsOf(code).remedy}`;
  setCurrentDetails(`**Failed at ${step}**: ${code}, attempts: ${attempts}\n\n${message}\n\n${remedy}`);
}

/** What a run did for one user, in the order it was done. */
export class Journal {
  private readonly changed = new Set<RunStep>();
  private readonly leases = new Set<string>();

  /** When this run had made the account, if it did; in ms since the epoch. */
  madeAt: number | undefined;

  note(step: RunStep, { changed, made, leases }: StepOutcome): void {
    if (changed) this.changed.add(step);
    if (made === true) this.madeAt = Date.now();
    this.keep(leases);
  }

  keep(leases: readonly string[]): void {
    for (const lease of leases) this.leases.add(lease);
  }

  outcome(): UserOutcome {
    return { changed: [...this.changed], leases: [...this.leases] };
  }
}
