import { TargetError } from '../target';

/**
 * Runs, and turns the end of the attempt's time (or of its worker) into TARGET_UNAVAILABLE: it says nothing about the
 * user, and another attempt goes on. An abort with a reason of its own, such as a cancellation, passes.
 */
export async function orStopped<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!signal.aborted || error !== signal.reason || !isPlainStop(error)) throw error;
    throw new TargetError('TARGET_UNAVAILABLE', 'the attempt was stopped before the target had answered');
  }
}

function isPlainStop(reason: unknown): boolean {
  if (typeof reason !== 'object' || reason === null || !('name' in reason)) return false;
  return reason.name === 'AbortError' || reason.name === 'TimeoutError';
}
