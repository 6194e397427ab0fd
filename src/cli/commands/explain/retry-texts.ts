import type { FailureFact } from '../../../domain/failures/failure-fact';

/** Whether something is tried again, in words. */
export const retryTexts = {
  backoff: "tried again, with growing pauses, until the step's time is up",
  poll: 'waited for: looked at again until the time for it is up',
  few: 'tried again a few times',
  never: 'not tried again',
} as const satisfies Record<FailureFact['retry'], string>;
