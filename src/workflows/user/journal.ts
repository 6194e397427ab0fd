import type { StepOutcome } from '../../domain/run/activities';
import type { RunStep, UserOutcome } from '../../domain/run/outcome';

/** What a run did for one user, in the order it was done. */
export class Journal {
  private readonly changed = new Set<RunStep>();
  private readonly leases = new Set<string>();
  private underWay = 0;

  /** Whether the step that begins is the only one under way. */
  begin(): boolean {
    this.underWay += 1;
    return this.underWay === 1;
  }

  end(): void {
    this.underWay -= 1;
  }

  note(step: RunStep, { changed, leases }: StepOutcome): void {
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
