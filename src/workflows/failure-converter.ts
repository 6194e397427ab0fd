import { DefaultFailureConverter } from '@temporalio/common';

/**
 * As the workflows' failures are written: with their messages in payloads when the worker that loads this bundle
 * encrypts payloads, and says so in front of it; readable otherwise. Either reads what the other wrote.
 */
export const failureConverter = new DefaultFailureConverter({
  encodeCommonAttributes: Reflect.has(globalThis, 'onboardEncodesFailures'),
});
