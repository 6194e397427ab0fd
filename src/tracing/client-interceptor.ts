import type { WorkflowClientInterceptor } from '@temporalio/client';
import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry/lib/client';

/** Spans for what changes a workflow. Questions get none: a run is asked for its state every second. */
export function clientInterceptor(): WorkflowClientInterceptor {
  const every = new OpenTelemetryWorkflowClientInterceptor();
  return {
    start: (input, next) => every.start(input, next),
    startWithDetails: (input, next) => every.startWithDetails(input, next),
    startUpdate: (input, next) => every.startUpdate(input, next),
    startUpdateWithStart: (input, next) => every.startUpdateWithStart(input, next),
    signal: (input, next) => every.signal(input, next),
    signalWithStart: (input, next) => every.signalWithStart(input, next),
    cancel: (input, next) => every.cancel(input, next),
  };
}
