import type { RequestListener, RequestWatch } from '../http/request-watch';

/** A target whose `requestsPerSecond` is what work waits for. */
export interface HeldUp {
  readonly target: string;
  readonly requests: number;
  /** How long each of them waited for its turn, on average. */
  readonly waitedMs: number;
}

/** From here on it is the rate that limits, and not a burst. */
const worthTelling = { waitedMs: 250, requests: 20 } as const;

/** Watches from now on. Answers what was held up since it was asked last. */
export function watchLimits(requests: Pick<RequestWatch, 'tell'>): () => readonly HeldUp[] {
  const seen = new Map<string, { requests: number; waitedMs: number }>();
  const waited: RequestListener['waited'] = (target, { waitedMs, waitedFor }) => {
    const { requests: count, waitedMs: before } = seen.get(target) ?? { requests: 0, waitedMs: 0 };
    seen.set(target, { requests: count + 1, waitedMs: before + (waitedFor === 'rate' ? waitedMs : 0) });
  };
  requests.tell({ sent: () => () => undefined, waited });
  return () => {
    const means = [...seen].map(([target, { requests: count, waitedMs }]) => {
      return { target, requests: count, waitedMs: Math.round(waitedMs / count) };
    });
    seen.clear();
    return means.filter(
      ({ requests: count, waitedMs }) => count >= worthTelling.requests && waitedMs >= worthTelling.waitedMs,
    );
  };
}
