import type { MetricMeter } from '@temporalio/common';
import { createRequestWatch, type RequestEnd, type RequestListener, type RequestWatch } from '../http/request-watch';

export { createRequestWatch, type RequestWatch };

/** Measures the requests to targets: how long they took and waited, how often a target asked for a pause. */
export function requestMetrics(meter: MetricMeter): RequestListener {
  const durations = meter.createHistogram(
    'onboarding_request_duration_seconds',
    'float',
    's',
    'How long one request to a target took',
  );
  const waits = meter.createHistogram(
    'onboarding_request_wait_seconds',
    'float',
    's',
    'How long a request waited for its turn under requestsPerSecond, or for the end of a pause',
  );
  const pauses = meter.createCounter('onboarding_pauses_total', 'pauses', 'How often a target asked for a pause');
  return {
    sent: ({ target, method }) => {
      const started = performance.now();
      return (end) => {
        const outcome = outcomeOf(end);
        const labels = { target, method: method === 'GET' ? 'read' : 'write', outcome };
        durations.record((performance.now() - started) / 1_000, labels);
      };
    },
    waited: (target, { waitedMs, waitedFor }) => waits.record(waitedMs / 1_000, { target, reason: waitedFor }),
    paused: (target) => pauses.add(1, { target }),
  };
}

/** `2xx`, or why there was no answer: few values, whatever a target answers. */
function outcomeOf(end: RequestEnd): string {
  return 'status' in end ? `${Math.floor(end.status / 100)}xx` : end.failure;
}
