import type { Finding } from './target';

/** What `check` answers: done when nothing is missing, whatever differs. */
export function findingOf(missing: readonly string[], differs: readonly string[] = []): Finding {
  if (missing.length > 0) return { done: false, missing };
  return differs.length === 0 ? done : { done: true, differs };
}

export const done: Finding = { done: true };

/** A verb, in either direction, that a system has nothing for: no plan of its asks for it. */
export const unused = { check: async () => done, apply: async () => undefined };
