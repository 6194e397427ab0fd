import { IllegalStateError } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import type { Temporal } from '../../client';
import type { Notifier } from '../../domain/run/notice';
import { readCodec } from '../../codec/codec';
import { createLogger } from '../../worker/logger';
import { startWorker } from '../../worker/onboarding-worker';
import type { ListedSecrets } from '../../sources/listed-secrets';
import type { TargetDirectory } from '../../targets/contract/target';
import { installTelemetry } from '../../worker/telemetry';
import type { Context } from '../command/context';

export interface WorkerRequest {
  readonly temporal: Temporal;
  /** Without targets the worker only answers questions about runs. */
  readonly directory: TargetDirectory | undefined;
  readonly slots: number;
  readonly awsEndpoint?: string | undefined;
  readonly awsSecrets?: ListedSecrets | undefined;
  readonly notifier?: Notifier | undefined;
}

export interface InProcessWorker {
  /** Rejects when the worker broke. */
  readonly done: Promise<void>;
  /** Lets requests under way end; at most 25 s. */
  stop(): Promise<void>;
}

/** A worker in this process, for the embedded server. */
export async function startInProcessWorker(request: WorkerRequest, context: Context): Promise<InProcessWorker> {
  const { temporal, directory, slots, awsEndpoint, awsSecrets, notifier } = request;
  setUpLogging(context);
  const connection = await NativeConnection.connect({ address: temporal.address });
  try {
    const worker = await startWorker({
      connection,
      namespace: temporal.namespace,
      taskQueue: temporal.taskQueue,
      codec: readCodec(context.variables),
      tracing: context.tracing?.worker,
      slots,
      awsEndpoint,
      awsSecrets,
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

/** The SDK's log is set up once in a process: where several commands share one, the first counts. */
function setUpLogging({ environment }: Context): void {
  try {
    installTelemetry({ logger: createLogger({ level: environment.ONBOARD_LOG_LEVEL ?? 'error' }) });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
  }
}
