import { trace } from '@opentelemetry/api';
import { ApplicationFailure } from '@temporalio/common';
import {
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryActivityOutboundInterceptor,
} from '@temporalio/interceptors-opentelemetry/lib/worker';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { isFailureCode } from '../domain/failures/failures';

/** A span for each attempt of an activity, with the code it failed with; its log lines name the span. */
export const activityInterceptor: ActivityInterceptorsFactory = (context) => {
  const spans = new OpenTelemetryActivityInboundInterceptor(context);
  return {
    inbound: {
      execute: (given, next) =>
        spans.execute(given, async (input) => {
          try {
            return await next(input);
          } catch (error) {
            const code = error instanceof ApplicationFailure ? error.type : undefined;
            if (isFailureCode(code)) trace.getActiveSpan()?.setAttribute('error.type', code);
            throw error;
          }
        }),
    },
    outbound: new OpenTelemetryActivityOutboundInterceptor(context),
  };
};
