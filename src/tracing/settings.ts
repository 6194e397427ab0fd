import { z } from 'zod';

const text = z.string().optional();

/** OpenTelemetry's own variables, as far as they decide whether there are traces; the exporter reads the others itself. */
const Variables = z.object({
  OTEL_SDK_DISABLED: text,
  OTEL_TRACES_EXPORTER: text,
  OTEL_EXPORTER_OTLP_ENDPOINT: text,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: text,
  OTEL_EXPORTER_OTLP_PROTOCOL: text,
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: text,
});

/** `problem`: traces are wanted in a way that does not exist here, so there are none. */
export type TracingChoice = 'on' | 'off' | { readonly problem: string };

/**
 * Whether traces are sent: an exporter or an end point is named, and nothing says otherwise. These variables are shared with
 * other programs, so one that means nothing here stops nothing.
 */
export function chooseTracing(variables: Readonly<Record<string, string | undefined>>): TracingChoice {
  const set = Variables.parse(Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== '')));
  if (set.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return 'off';
  const exporters = namesIn(set.OTEL_TRACES_EXPORTER);
  const endpoint = set.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? set.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (exporters.length === 0) return endpoint === undefined ? 'off' : protocolOf(set);
  if (exporters.includes('otlp')) return protocolOf(set);
  return exporters.includes('none') ? 'off' : { problem: 'OTEL_TRACES_EXPORTER: only otlp and none are known here' };
}

function protocolOf(set: z.infer<typeof Variables>): TracingChoice {
  const protocol = set.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? set.OTEL_EXPORTER_OTLP_PROTOCOL;
  return protocol === 'grpc' ? { problem: 'OTEL_EXPORTER_OTLP_PROTOCOL: only OTLP over HTTP is known here' } : 'on';
}

function namesIn(list = ''): string[] {
  return list.split(',').flatMap((name) => name.trim().toLowerCase() || []);
}
