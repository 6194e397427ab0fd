import { setTimeout as pause } from 'node:timers/promises';
import { factsOf } from '../../domain/failures/failures';
import type { TargetRef } from '../../domain/tenant/target-ref';
import { type Target, type TargetDirectory, TargetError } from '../../targets/contract/target';
import { UsageError } from '../command/errors';

const tries = 3;
const betweenTriesMs = 1_500;
const lookMs = 10_000;

/** The target that a tenant names. Throws `UsageError` when the worker configuration does not have it. */
export function configuredTarget(directory: TargetDirectory, ref: TargetRef): Target {
  try {
    return directory(ref);
  } catch (error) {
    if (!(error instanceof TargetError) || error.code !== 'TARGET_UNKNOWN') throw error;
    throw new UsageError(
      `The worker configuration has no target ${ref.system} ${ref.instance}.`,
      'Correct target in the tenant file, or add the target to the worker configuration (--config).',
    );
  }
}

/** A target that cannot be reached at all: no run was started. */
export class TargetUnreachable extends Error {
  override readonly name = 'TargetUnreachable';
  readonly code = 'TARGET_UNAVAILABLE';
  readonly remedy = factsOf('TARGET_UNAVAILABLE').remedy;
}

/**
 * Throws `TargetUnreachable` when nothing at all of the target answers, three times: a person who waits is better told
 * now than after the time-out. Anything that answers, however badly, is left to the run, which waits for it.
 */
export async function requireReachable(target: Target, interrupted: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const unavailable = await unavailability(target, interrupted);
    if (unavailable === undefined || (await answersAtAll(target, interrupted))) return;
    if (attempt === tries) throw new TargetUnreachable(unavailable);
    await pause(betweenTriesMs, undefined, { signal: interrupted }).catch(() => interrupted.throwIfAborted());
  }
}

/** What an unavailable target said; undefined for one that is ready, and for any other failure: the run reports that. */
async function unavailability(target: Target, interrupted: AbortSignal): Promise<string | undefined> {
  try {
    await target.prepare(boundedBy(interrupted));
    return undefined;
  } catch (error) {
    interrupted.throwIfAborted();
    return error instanceof TargetError && error.code === 'TARGET_UNAVAILABLE' ? error.message : undefined;
  }
}

async function answersAtAll(target: Target, interrupted: AbortSignal): Promise<boolean> {
  try {
    const found = await target.diagnose(boundedBy(interrupted));
    return found.some(({ status }) => status !== 'failed');
  } catch {
    interrupted.throwIfAborted();
    return false;
  }
}

function boundedBy(interrupted: AbortSignal): AbortSignal {
  return AbortSignal.any([interrupted, AbortSignal.timeout(lookMs)]);
}
