import type { MetricMeter } from '@temporalio/common';
import { makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { sdkLogger } from './logger';

export interface TelemetryOptions {
  readonly logger: Logger;
  /** `host:port` where Prometheus reads the SDK's metrics and ours; none when absent. */
  readonly metricsAddress?: string;
}

const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Upper bounds in seconds; the SDK's own are of milliseconds' size. */
const histogramBucketOverrides = {
  onboarding_step_duration_seconds: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  onboarding_request_duration_seconds: requestSeconds,
  onboarding_request_wait_seconds: requestSeconds,
};

/**
 * Sets up the SDK's process-wide runtime. Once per process, before the first connection. Answers the meter of what is no
 * workflow's and no activity's; without an address it measures nothing.
 */
export function installTelemetry({ logger, metricsAddress: bindAddress }: TelemetryOptions): MetricMeter {
  const prometheus = { bindAddress, useSecondsForDurations: true, histogramBucketOverrides };
  Runtime.install({
    logger: sdkLogger(logger),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      ...(bindAddress === undefined ? {} : { metrics: { prometheus: { ...prometheus, bindAddress } } }),
    },
  });
  return Runtime.instance().metricMeter;
}
