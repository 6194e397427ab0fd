/** How a request ended: with any answer, without one (nobody there, or not in time), or given up by who asked. */
export type TurnEnd = 'answered' | 'unanswered' | 'given-up';

/** A request's turn. */
export interface Turn {
  /** How long it was waited for, in ms, and why: the rate was reached, or the target had asked for a pause. */
  readonly waitedMs: number;
  readonly waitedFor: 'rate' | 'pause';
  /** Is told the request's end, once. */
  readonly over: (end: TurnEnd) => void;
}

/** When a target is asked: shared by all clients that speak to it. */
export interface Pace {
  /**
   * Waits for a turn, at most `limitMs`. Throws `HttpError`: `paused` when the target asked for a longer pause, `rate` when
   * the turn did not come, `silent` when nothing of the target has answered lately; when `signal` aborts, its reason.
   */
  enter(limitMs: number, signal?: AbortSignal): Promise<Turn>;
  /** Nobody enters for `ms`; a longer pause that runs already stays. */
  hold(ms: number): void;
}
