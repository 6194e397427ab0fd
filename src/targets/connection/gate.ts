import { HttpError } from '../../http/http-error';
import type { TurnEnd } from '../../http/pace';

/**
 * A target's gate. It is closed while the target asked for a pause, and when so many requests in a row brought no answer;
 * then one at a time is let through, ever more seldom, until one is answered.
 */
export interface Gate {
  /** Milliseconds of the pause that is left. */
  pausedMs(): number;
  /** Nobody passes for `ms`; a longer pause that runs already stays. */
  hold(ms: number): void;
  /** Throws `HttpError` (silent) with the time until another request may try, while nothing answers. */
  requireAnswering(): void;
  /** Lets a request through, or throws as `requireAnswering`; the answer is told its end, once. */
  pass(): (end: TurnEnd) => void;
}

/** Of a target that hangs, this many requests find out; of one that lost a few connections, nobody need wait. */
const silentAfter = 5;
const firstWaitMs = 1_000;
const longestWaitMs = 30_000;

/** `now` is in milliseconds, and never goes back. */
export function createGate(now: () => number): Gate {
  let opensAt = -Infinity;
  let unanswered = 0;
  let waitMs = firstWaitMs;
  let triesAt = -Infinity;
  let trying = false;

  const isSilent = () => unanswered >= silentAfter;
  const requireAnswering = () => {
    if (!isSilent()) return;
    const leftMs = triesAt - now();
    if (leftMs > 0 || trying) throw new HttpError('silent', { retryAfterMs: Math.ceil(leftMs > 0 ? leftMs : waitMs) });
  };
  const noteAnswer = () => {
    unanswered = 0;
    waitMs = firstWaitMs;
  };
  const noteSilence = (isTry: boolean) => {
    unanswered += 1;
    // Those that were under way when it closed tell nothing new.
    if (!isTry && unanswered !== silentAfter) return;
    triesAt = now() + waitMs;
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  };

  return {
    pausedMs: () => Math.max(0, opensAt - now()),
    hold(ms) {
      opensAt = Math.max(opensAt, now() + ms);
    },
    requireAnswering,
    pass() {
      requireAnswering();
      const isTry = isSilent();
      if (isTry) trying = true;
      return (end) => {
        if (isTry) trying = false;
        if (end === 'answered') noteAnswer();
        if (end === 'unanswered') noteSilence(isTry);
      };
    },
  };
}
