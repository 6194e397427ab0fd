import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResourcesSync, envDetectorSync, Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ClientInterceptors } from '@temporalio/client';
import type { WorkerOptions } from '@temporalio/worker';
import { makeWorkflowExporter } from '@temporalio/interceptors-opentelemetry/lib/worker';
import type { RequestListener } from '../http/request-watch';
import { activityInterceptor } from './activity-interceptor';
import { clientInterceptor } from './client-interceptor';
import { harmlessExporter } from './harmless-exporter';
import { requestSpans } from './request-spans';

/** What a worker with traces is made with. `bundle`: the workflows with their interceptors. */
export interface WorkerTracing {
  readonly options: Pick<WorkerOptions, 'interceptors' | 'sinks'>;
  readonly bundle: string;
}

/** Traces of this process, on their way to a collector. */
export interface Tracing {
  readonly client: ClientInterceptors;
  readonly worker: WorkerTracing;
  readonly requests: RequestListener;
  /** Whom a problem with the collector is told, from now on. */
  tell(listener: Say): void;
  /** Sends what is left; takes a few seconds at most, whatever the collector does. Never rejects. */
  shutdown(): Promise<void>;
}

export type Say = (line: string) => void;

const name = 'tenant-onboarding';
const longestFlushMs = 5_000;

/**
 * Starts the traces of this process, once; where they go, the exporter reads from OTEL_EXPORTER_OTLP_*. `flushMs`: how long an
 * end waits for the collector.
 */
export function startTracing(say: Say, flushMs = longestFlushMs): Tracing {
  let listener = say;
  const warn = once((reason) => listener(`Traces cannot be sent (${reason}); runs are not affected.`));
  const resource = resourceOfProcess();
  const end = new AbortController();
  // An agent hands its options on to the sockets that it opens; the signal is one of theirs.
  const httpAgentOptions = { keepAlive: true, signal: end.signal };
  const exporter = new OTLPTraceExporter({ httpAgentOptions });
  const processor = new BatchSpanProcessor(harmlessExporter(exporter, warn));
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  provider.register({ contextManager: new AsyncLocalStorageContextManager() });
  const interceptors = { workflow: [clientInterceptor()] };
  return {
    client: interceptors,
    worker: {
      options: {
        interceptors: { client: interceptors, activity: [activityInterceptor] },
        sinks: { exporter: makeWorkflowExporter(processor, resource) },
      },
      bundle: join(__dirname, '..', '..', 'workflow-bundle-traced.js'),
    },
    requests: requestSpans(trace.getTracer(name)),
    tell: (to) => {
      listener = to;
    },
    shutdown: async () => {
      const sent = provider.shutdown().catch(() => undefined);
      const late = await Promise.race([sent.then(() => false), pause(flushMs, true, { ref: false })]);
      if (late) warn('no answer in time');
      // An open connection would hold the process until the exporter's own time is up.
      if (late) end.abort();
      for (const part of [trace, context, propagation]) part.disable();
    },
  };
}

function resourceOfProcess(): Resource {
  const ours = Resource.default().merge(new Resource({ 'service.name': name }));
  return ours.merge(detectResourcesSync({ detectors: [envDetectorSync] }));
}

function once(tell: (reason: string) => void): (reason: string) => void {
  let told = false;
  return (reason) => {
    if (!told) tell(reason);
    told = true;
  };
}
