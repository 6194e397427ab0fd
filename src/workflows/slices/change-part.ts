import type { RetryFailed } from '../../domain/run/run';

/** What of an operator's wish is about some of those whom it names. `users` absent: all. */
export interface ChangePart {
  readonly users?: readonly string[];
  readonly edits: NonNullable<RetryFailed['edits']>;
}

export interface Wish {
  readonly users: RetryFailed['users'];
  readonly edits: RetryFailed['edits'];
}

/** The part of a wish that is about these names. */
export function partFor(named: readonly string[], { users, edits = {} }: Wish): ChangePart {
  return {
    ...(users !== undefined && { users: users.filter((name) => named.includes(name)) }),
    edits: Object.fromEntries(Object.entries(edits).filter(([name]) => named.includes(name))),
  };
}

/** As a message has it: nothing stands for nothing. */
export function asked({ users, edits }: ChangePart): RetryFailed {
  return { ...(users !== undefined && { users }), ...(Object.keys(edits).length > 0 && { edits }) };
}
