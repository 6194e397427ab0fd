import { ApplicationFailure } from '@temporalio/common';
import { runFailure } from '../state/user-failure';
import { publishRunFailure } from '../telling/attributes';
import type { Check } from './checks';

/**
 * What every workflow does first. Throws `ApplicationFailure` INPUT_INVALID, which names field and fault and not the value:
 * with an input of another shape a workflow would stumble later, and its task would be tried again for ever.
 */
export function requireInput<T>(shape: Check<T>, input: T): void {
  const fault = shape(input, 'input');
  if (fault === undefined) return;
  publishRunFailure('INPUT_INVALID');
  throw runFailure(ApplicationFailure.nonRetryable(fault, 'INPUT_INVALID'));
}
