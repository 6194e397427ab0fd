import type { Clock } from '../../http/clock';
import { HttpError } from '../../http/http-error';
import type { Pace } from '../../http/pace';
import { behalfNow } from '../contract/on-behalf';
import { createGate } from './gate';
import { createTurns } from './turns';

/** At most `requestsPerSecond` to a target, through its gate; who has waited for both is let through. */
export function createPace(requestsPerSecond: number, clock: Clock): Pace {
  const turns = createTurns(requestsPerSecond, clock);
  const gate = createGate(() => clock.now());

  async function sitOutPause(limitMs: number, signal: AbortSignal | undefined): Promise<void> {
    const ms = gate.pausedMs();
    if (ms > limitMs) throw new HttpError('paused', { retryAfterMs: ms });
    if (ms > 0) await clock.pause(ms, signal);
  }

  return {
    async enter(limitMs, signal) {
      const askedAt = clock.now();
      const leftMs = () => askedAt + limitMs - clock.now();
      gate.requireAnswering();
      await sitOutPause(leftMs(), signal);
      const pausedMs = clock.now() - askedAt;
      await turns.take(behalfNow(), leftMs(), signal);
      // The gate may have closed while the turn was awaited.
      await sitOutPause(leftMs(), signal);
      const over = gate.pass();
      const waitedMs = clock.now() - askedAt;
      return { waitedMs, waitedFor: pausedMs * 2 > waitedMs ? 'pause' : 'rate', over };
    },
    hold: (ms) => gate.hold(ms),
  };
}
