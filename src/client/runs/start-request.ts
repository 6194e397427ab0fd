import { departureTypes, workflowTypes } from '../../domain/run/names';
import type { Leaving, OnboardTenantInput } from '../../domain/run/run';
import type { RunOutcome } from '../history/run-outcome';
import type { RunId } from '../temporal/run-ref';

export interface StartRequest {
  readonly input: OnboardTenantInput;
  /** Of an offboarding. */
  readonly leaving?: Leaving;
  /** `fingerprintOf` the request; absent for a run that is no answer to the same request later. */
  readonly fingerprint?: string;
  /** Of a run that applies a plan: the digest of it. */
  readonly plan?: string;
  /** `if-needed`: a finished run of the same request without failures is the answer, and nothing starts. */
  readonly again: 'if-needed' | 'always';
}

/** `added`: how many users a run that was open already did not have yet. `waiting`: no worker has taken the run so far. */
export type Started =
  | ({ readonly kind: 'started' } & RunId)
  | ({ readonly kind: 'waiting' } & RunId)
  | ({ readonly kind: 'joined'; readonly added: number } & RunId)
  | { readonly kind: 'nothing-to-do'; readonly outcome: RunOutcome };

/** How long a worker may take to accept; without any there is little to wait for. */
export const acceptMs = { withWorkers: 15_000, withoutWorkers: 2_000 } as const;

/** The type of the workflow that goes that way. */
export function typeOf(leaving: Leaving | undefined): string {
  return (leaving === undefined ? workflowTypes : departureTypes).tenant;
}
