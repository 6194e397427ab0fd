import { type Attributes, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

/**
 * The attributes that leave this process. The interceptors put more on a span: a workflow's memo, which names a person, and
 * errors with message and stack, which may hold anything.
 */
const kept: readonly string[] = [
  'temporalWorkflowId',
  'temporalActivityId',
  'temporalUpdateId',
  'run_id',
  'workflowId',
  'workflowType',
  'runId',
  'error.type',
  'http.request.method',
  'http.response.status_code',
  'url.template',
  'onboarding.target',
];

/**
 * Sends spans without anything that could be personal or secret. `onFailure` is told why a batch could not be sent, as
 * a status, an error code of the system, or `unknown reason`.
 */
export function harmlessExporter(exporter: SpanExporter, onFailure: (reason: string) => void): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans.map(harmless), (result) => {
        if (result.error !== undefined) onFailure(reasonOf(result.error));
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

function harmless(span: ReadableSpan): ReadableSpan {
  const { name, kind, parentSpanId, startTime, endTime, duration, ended, resource, instrumentationLibrary } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  return {
    ...{ name, kind, startTime, endTime, duration, ended, resource, instrumentationLibrary },
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    ...{ droppedAttributesCount, droppedEventsCount, droppedLinksCount },
    spanContext: () => span.spanContext(),
    status: { code: span.status.code === SpanStatusCode.ERROR ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: attributesOf(span.attributes),
    links: [],
    events: [],
  };
}

function attributesOf(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => kept.includes(name)));
}

function reasonOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  if (/^\d{3}$/.test(code)) return `it answered ${code}`;
  return /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'unknown reason';
}
