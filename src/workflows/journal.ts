import type { StepOutcome } from '../domain/activities';
import type { UserOutcome } from '../domain/outcome';
import type { Step } from '../domain/plan';

/** What a run did for one user, in the order it was done. */
export class Journal {
  private readonly changed = new Set<Step>();
  private readonly leases = new Set<string>();

  note(step: Step, { changed, leases }: StepOutcome): void {
    if (changed) this.changed.add(step);
    this.keep(leases);
  }

  keep(leases: readonly string[]): void {
    for (const lease of leases) this.leases.add(lease);
  }

  outcome(): UserOutcome {
    return { changed: [...this.changed], leases: [...this.leases] };
  }
}
