import { type NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { createActivities, localActivities } from '../activities';
import { type Codec, readCodec } from '../codec/codec';
import type { Notifier } from '../domain/run/notice';
import type { SecretDrain } from '../domain/tenant/secret-source';
import { drainSecret } from '../sources/drain-secret';
import type { ListedSecrets } from '../sources/listed-secrets';
import { type TargetDirectory, TargetError } from '../targets/contract/target';
import type { WorkerTracing } from '../tracing/start';
import { refusedMessages } from './refused-messages';
import { defaultSlots } from './slots';
import { workflowCode } from './workflow-code';

export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  /** The targets; without them the worker takes workflow tasks only, so that a run's queries are answered. */
  readonly directory?: TargetDirectory;
  /** Where AWS Secrets Manager answers; by default where the AWS SDK finds it (AWS_ENDPOINT_URL and the like). */
  readonly awsEndpoint?: string | undefined;
  /** From which AWS secrets entries may be removed; none when absent. */
  readonly awsSecrets?: ListedSecrets | undefined;
  /** Tells of the end of runs; without one, nobody can be told. */
  readonly notifier?: Notifier | undefined;
  /** Activities at once, in this process; `defaultSlots` when absent. */
  readonly slots?: number;
  /** How payloads are encrypted; by default as the environment says. */
  readonly codec?: Codec | undefined;
  /** Traces of what it does; none by default. */
  readonly tracing?: WorkerTracing | undefined;
  /** A prebuilt workflow bundle; by default the one of the build, else the sources are bundled at start. */
  readonly bundlePath?: string;
}

export interface RunningWorker {
  /** Settles when the worker has stopped; rejects when it broke. */
  readonly done: Promise<void>;
  readonly running: () => boolean;
  /** Takes no new work, lets requests under way end, and stops. */
  shutdown(): Promise<void>;
}

/**
 * Starts a worker in this process. Throws what the SDK throws when the namespace is missing or the server is gone, and
 * `CodecError` CODEC_MISCONFIGURED.
 */
export async function startWorker(parts: WorkerParts): Promise<RunningWorker> {
  const worker = await Worker.create(optionsOf(parts));
  const done = worker.run();
  // Whoever awaits `done` sees the failure; nobody having looked yet is no crash.
  done.catch(() => undefined);
  return {
    done,
    running: () => worker.getState() === 'RUNNING',
    shutdown: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await done;
    },
  };
}

function optionsOf({
  connection,
  namespace,
  taskQueue,
  directory,
  slots = defaultSlots,
  tracing,
  bundlePath = tracing?.bundle,
  codec = readCodec(),
  awsEndpoint,
  awsSecrets = [],
  notifier = tellNobody,
}: WorkerParts): WorkerOptions {
  const drain: SecretDrain = (input, at) => drainSecret(input, at, { endpoint: awsEndpoint, listed: awsSecrets });
  return {
    connection,
    namespace,
    taskQueue,
    ...workflowCode(codec, bundlePath),
    ...tracing?.options,
    sinks: { ...tracing?.options.sinks, ...refusedMessages(Runtime.instance().metricMeter) },
    ...(directory === undefined
      ? { enableNonLocalActivities: false, activities: localActivities }
      : { activities: createActivities(directory, { drain, notifier, slots }) }),
    maxConcurrentActivityTaskExecutions: slots,
    // Some 0.3 MB each. By default it is a part of the heap that there may be: ten in a small container, thousands on a large machine.
    maxCachedWorkflows: 500,
    // With the heartbeat time-out of 5 s, a dead worker's step is taken over within 15 s.
    stickyQueueScheduleToStartTimeout: '5 seconds',
    maxHeartbeatThrottleInterval: '1 second',
    defaultHeartbeatThrottleInterval: '1 second',
    // Longer than the longest request (10 s): a stopping worker repeats nothing. Under the 30 s Kubernetes gives.
    shutdownGraceTime: '20 seconds',
    shutdownForceTime: '25 seconds',
  };
}

function tellNobody(): Promise<never> {
  return Promise.reject(new TargetError('NOTIFY_MISCONFIGURED', 'this worker tells nobody of the end of runs'));
}
