import { setTimeout as pause } from 'node:timers/promises';
import type { MetricMeter } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { type ConnectionSettings, checkSetup, connectWith, type Temporal } from '../client';
import type { WorkerConfig } from './config';
import type { Credentials } from './credentials';
import { targetLabel, taskQueue as defaultTaskQueue } from '../domain/run/names';
import type { Notifier } from '../domain/run/notice';
import { type HealthServer, startHealthServer } from './health-server';
import { createLogger } from './logger';
import { type RunningWorker, startWorker } from './onboarding-worker';
import { nativeProxy } from './native-proxy';
import { showOpenRuns } from './open-runs';
import { watchLimits } from './limit-watch';
import { requestMetrics, type RequestWatch } from './request-metrics';
import { configuredTargets } from '../targets/registry';
import type { TargetDirectory } from '../targets/contract/target';
import { installTelemetry } from './telemetry';
import type { Tracing } from '../tracing/start';

export interface WorkerProcess {
  readonly settings: ConnectionSettings;
  readonly taskQueue?: string | undefined;
  readonly config: WorkerConfig;
  readonly directory: TargetDirectory;
  readonly notifier: Notifier;
  /** Certificates near their end are warned about in the log. */
  readonly certificates?: Credentials['certificates'];
  /** Requests to the targets are measured. */
  readonly requests?: RequestWatch;
  /** Problems with the collector are warned about in the log. */
  readonly tracing?: Tracing | undefined;
  /** Stops the worker: it takes no new work and lets requests under way end, at most 25 s. */
  readonly stop: AbortSignal;
}

/**
 * A worker of a Temporal server, with health end points, metrics and logs, until `stop`.
 * Throws `ClientError` when Temporal can't be reached, and what broke the worker.
 */
export async function serveWorker(options: WorkerProcess): Promise<void> {
  const { settings, config, directory, notifier, tracing, taskQueue = defaultTaskQueue, stop } = options;
  const { namespace } = settings;
  const logger = createLogger({ level: config.logLevel });
  const { metricsAddress } = config;
  let worker: RunningWorker | undefined;
  // First, for a port that is taken must end the process, not leave a worker that nobody can look at.
  const health = await serveHealth(config, () => worker?.running() === true);
  try {
    const meter = installTelemetry({ logger, ...(metricsAddress === undefined ? {} : { metricsAddress }) });
    listen(options, meter, logger);
    const { address, client } = await checkedTemporal(settings, logger);
    const connection = await NativeConnection.connect({
      ...settings.connection,
      ...nativeProxy(settings.proxy),
      address,
    });
    const ended = new AbortController();
    const targets = configuredTargets(config.targets).map(targetLabel);
    try {
      const { slots, awsSecrets } = config;
      const parts = { connection, namespace, taskQueue, directory, notifier, slots, awsSecrets };
      worker = await startWorker({ ...parts, tracing: tracing?.worker });
      void tellLimits(options, logger, ended.signal);
      if (metricsAddress !== undefined) void showOpenRuns({ client, targets, taskQueue, meter, stop: ended.signal });
      logger.info({ address, namespace, taskQueue, targets }, 'worker started');
      await untilStopped(worker, stop, logger);
    } finally {
      ended.abort();
      await client.connection.close();
      await connection.close();
    }
  } finally {
    await health?.close();
    logger.info('worker stopped');
  }
}

function listen({ certificates, requests, tracing }: WorkerProcess, meter: MetricMeter, logger: Logger): void {
  requests?.tell(requestMetrics(meter));
  tracing?.tell((problem) => logger.warn(problem));
  certificates?.tell((end) =>
    logger.warn(end, end.daysLeft < 0 ? 'a certificate has ended' : 'a certificate ends soon'),
  );
}

/** What a run waits for, when it is a limit of ours, is not to be found by guessing. */
async function tellLimits({ requests }: WorkerProcess, logger: Logger, stop: AbortSignal): Promise<void> {
  if (requests === undefined) return;
  const heldUp = watchLimits(requests);
  while (!stop.aborted) {
    await pause(60_000, undefined, { signal: stop }).catch(() => undefined);
    for (const held of heldUp()) logger.info(held, 'requestsPerSecond is what the work at a target waits for');
  }
}

async function untilStopped(worker: RunningWorker, stop: AbortSignal, logger: Logger): Promise<void> {
  await Promise.race([aborted(stop), worker.done]);
  logger.info('worker stopping');
  await worker.shutdown();
}

/** Missing search attributes don't stop a worker: runs go on as soon as they are registered. */
async function checkedTemporal(settings: ConnectionSettings, logger: Logger): Promise<Temporal> {
  const temporal = await connectWith(settings, undefined);
  const { address, namespace } = temporal;
  try {
    const { missing } = await checkSetup(temporal);
    if (missing.length > 0) {
      const command = `onboard setup --address ${address} --namespace ${namespace}`;
      logger.error({ missing, command }, 'search attributes are missing: run the command');
    }
  } catch (error) {
    logger.warn(
      { reason: error instanceof Error ? error.message : 'unknown' },
      'search attributes could not be checked',
    );
  }
  return temporal;
}

async function serveHealth({ healthAddress }: WorkerConfig, ready: () => boolean): Promise<HealthServer | undefined> {
  if (healthAddress === undefined) return undefined;
  const { hostname, port } = new URL(`http://${healthAddress}`);
  return startHealthServer(hostname.replace(/^\[|\]$/g, ''), Number(port), ready);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
