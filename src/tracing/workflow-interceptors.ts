import {
  OpenTelemetryInboundInterceptor,
  OpenTelemetryInternalsInterceptor,
  OpenTelemetryOutboundInterceptor,
} from '@temporalio/interceptors-opentelemetry/lib/workflow';
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

// Runs in the workflow sandbox, in a bundle of its own that only a worker with traces loads: dist/workflow-bundle-traced.js.

/** Spans for runs, messages, activities and children. Queries get none: a run is asked for its state every second. */
export const interceptors: WorkflowInterceptorsFactory = () => {
  const spans = new OpenTelemetryInboundInterceptor();
  return {
    inbound: [
      {
        execute: (input, next) => spans.execute(input, next),
        handleSignal: (input, next) => spans.handleSignal(input, next),
        handleUpdate: (input, next) => spans.handleUpdate(input, next),
      },
    ],
    outbound: [new OpenTelemetryOutboundInterceptor()],
    internals: [new OpenTelemetryInternalsInterceptor()],
  };
};
