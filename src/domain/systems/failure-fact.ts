/**
 * What is known of a failure a run can end with. `retry`: `backoff` is tried again until the step's time is up; `poll` is no
 * error, only early; `never` is permanent; `few` is tried a handful of times. `expiresAs`: what it becomes when the step's
 * time is up.
 */
export interface FailureFact {
  readonly retry: 'backoff' | 'poll' | 'few' | 'never';
  readonly cause: string;
  readonly remedy: string;
  readonly expiresAs?: string;
}
