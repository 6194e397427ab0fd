import { NativeConnection } from '@temporalio/worker';
import type { Temporal } from '../../client';
import type { Notifier } from '../../domain/run/notice';
import { readCodec } from '../../codec/codec';
import { createLogger } from '../../worker/logger';
import { startWorker } from '../../worker/onboarding-worker';
import type { TargetDirectory } from '../../targets/contract/target';
import { installTelemetry } from '../../worker/telemetry';
import type { Context } from '../command/context';

export interface WorkerRequest {
  readonly temporal: Temporal;
  /** Without targets the worker only answers questions about runs. */
  readonly directory: TargetDirectory | undefined;
  readonly concurrency: number;
  readonly awsEndpoint?: string | undefined;
  readonly notifier?: Notifier | undefined;
}

export interface InProcessWorker {
  /** Rejects when the worker broke. */
  readonly done: Promise<void>;
  /** Lets requests under way end; at most 25 s. */
  stop(): Promise<void>;
}

/** A worker in this process, for the embedded server. Once per process. */
export async function startInProcessWorker(request: WorkerRequest, context: Context): Promise<InProcessWorker> {
  const { temporal, directory, concurrency, awsEndpoint, notifier } = request;
  installTelemetry({ logger: createLogger({ level: context.environment.ONBOARD_LOG_LEVEL ?? 'error' }) });
  const connection = await NativeConnection.connect({ address: temporal.address });
  try {
    const worker = await startWorker({
      connection,
      namespace: temporal.namespace,
      taskQueue: temporal.taskQueue,
      codec: readCodec(context.variables),
      tracing: context.tracing?.worker,
      concurrency,
      awsEndpoint,
      notifier,
      ...(directory === undefined ? {} : { directory }),
    });
    const stop = async (): Promise<void> => {
      await worker.shutdown();
      await connection.close();
    };
    return { done: worker.done, stop };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
