import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { RequestListener } from '../http/request-watch';

/** A span for each request to a target, named by method and path template. The target itself hears nothing of it. */
export function requestSpans(tracer: Tracer): RequestListener {
  return {
    sent: ({ target, method, path }) => {
      const attributes = { 'http.request.method': method, 'url.template': path, 'onboarding.target': target };
      const span = tracer.startSpan(`${method} ${path}`, { kind: SpanKind.CLIENT, attributes });
      return (end) => {
        if ('status' in end) span.setAttribute('http.response.status_code', end.status);
        // A 404 is what a look mostly finds: only what the target could not answer is an error here.
        const failure = 'failure' in end ? end.failure : end.status >= 500 ? String(end.status) : undefined;
        if (failure !== undefined) span.setAttribute('error.type', failure).setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      };
    },
  };
}
