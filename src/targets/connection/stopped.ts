import { type Halves, TargetError } from '../contract/target';

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

/** A verb both halves of which end like that. */
export function stoppable<T extends { readonly signal: AbortSignal }, A>(verb: Halves<T, A>): Halves<T, A> {
  return {
    check: (task) => orStopped(task.signal, () => verb.check(task)),
    apply: (task, missing) => orStopped(task.signal, () => verb.apply(task, missing)),
  };
}

function isPlainStop(reason: unknown): boolean {
  if (typeof reason !== 'object' || reason === null || !('name' in reason)) return false;
  return reason.name === 'AbortError' || reason.name === 'TimeoutError';
}
