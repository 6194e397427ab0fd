import { DefaultFailureConverter } from '@temporalio/common';

/** Puts the messages and stack traces of failures into payloads, which the codec encrypts. Temporal loads it by its path. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
