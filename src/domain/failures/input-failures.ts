import type { FailureFact } from '../systems/failure-fact';

/** The part of the catalogue (failures.ts) that is about what a workflow was started with. */
export const inputFailures = {
  INPUT_INVALID: {
    retry: 'never',
    cause: 'A workflow was started with an input that it does not know: a field is missing, or its value is none.',
    remedy:
      'Correct the field that the message names, and start it again. The command line and the TypeScript client give inputs that are right; client and worker must be of one version.',
  },
} as const satisfies Record<string, FailureFact>;
