import type { FailureFact } from '../systems/failure-fact';

/** The part of the catalogue (failures.ts) that is about telling others of the end of a run. */
export const noticeFailures = {
  NOTIFY_UNAVAILABLE: {
    retry: 'backoff',
    cause: 'The receiver of a notice did not answer, asked to slow down, or answered with a server error.',
    remedy: 'Check that the receiver is up and reachable from the worker. The run itself is not affected.',
  },
  NOTIFY_REJECTED: {
    retry: 'never',
    cause: 'The receiver of a notice refused it, or its certificate was not accepted.',
    remedy: 'Check address, headers and ca of the receiver, and what it accepts. The run itself is not affected.',
  },
  NOTIFY_MISCONFIGURED: {
    retry: 'never',
    cause:
      'The receiver of a notice is not one that the worker configuration allows, or its secret could not be opened.',
    remedy:
      'Name the receiver under notify in the worker configuration (docs/reference/configuration.md), and check its references.',
  },
} as const satisfies Record<string, FailureFact>;
