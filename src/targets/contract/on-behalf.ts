import { AsyncLocalStorage } from 'node:async_hooks';

/** For whom a target is asked. */
export interface Behalf {
  /** Whoever shares a limit with others gets as much of it as each of them: a tenant. */
  readonly key: string;
  /** As Temporal's priority: the smaller, the sooner. */
  readonly urgency: number;
}

const nobody: Behalf = { key: '', urgency: 3 };
const behalf = new AsyncLocalStorage<Behalf>();

/** Runs, and has what is asked of targets meanwhile asked for somebody. */
export function onBehalfOf<T>(whose: Behalf, run: () => Promise<T>): Promise<T> {
  return behalf.run(whose, run);
}

/** For whom targets are asked just now. */
export function behalfNow(): Behalf {
  return behalf.getStore() ?? nobody;
}
