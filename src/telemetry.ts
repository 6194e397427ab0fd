import { makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { sdkLogger } from './logger';

export interface TelemetryOptions {
  readonly logger: Logger;
  /** `host:port` where Prometheus reads the SDK's metrics and ours; none when absent. */
  readonly metricsAddress?: string;
}

/** Sets up the SDK's process-wide runtime. Once per process, before the first connection. */
export function installTelemetry({ logger, metricsAddress }: TelemetryOptions): void {
  Runtime.install({
    logger: sdkLogger(logger),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      ...(metricsAddress === undefined
        ? {}
        : { metrics: { prometheus: { bindAddress: metricsAddress, useSecondsForDurations: true } } }),
    },
  });
}
