import type { Counts } from '../../domain/run/outcome';
import { publishFailures } from './attributes';

/** After a change was published, so many users end before the next one is: a search that lags a little, a short history. */
const usersBetween = 25;

/** Publishes how many users of a run failed, while it goes on: the first failure at once, the others every so often. */
export class FailedTally {
  private published = 0;
  private settledThen = Number.NEGATIVE_INFINITY;

  /** To be called whenever a user has ended. */
  note({ completed, failed, cancelled }: Counts): void {
    const settled = completed + failed + cancelled;
    if (failed === this.published || settled - this.settledThen < usersBetween) return;
    this.published = failed;
    this.settledThen = settled;
    publishFailures(failed);
  }
}
