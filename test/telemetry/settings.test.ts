import { chooseTracing } from '../../src/tracing/settings';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

describe('traces', () => {
  it.each([
    ['nothing is set', {}],
    ['the end point is empty', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    ['only the name of the service is set', { OTEL_SERVICE_NAME: 'onboarding' }],
    ['OpenTelemetry is disabled', { ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }],
    ['the exporter is none', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }],
  ])('are off when %s', (_, variables) => {
    expect(chooseTracing(variables)).toBe('off');
  });

  it.each([
    ['an end point is named', endpoint],
    ['an end point for traces is named', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }],
    ['the exporter is otlp', { OTEL_TRACES_EXPORTER: 'otlp' }],
    ['otlp is one of the exporters', { OTEL_TRACES_EXPORTER: 'console, otlp' }],
    ['OpenTelemetry is not disabled', { ...endpoint, OTEL_SDK_DISABLED: 'false' }],
    ['the protocol is HTTP', { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }],
  ])('are on when %s', (_, variables) => {
    expect(chooseTracing(variables)).toBe('on');
  });

  it.each([
    ['OTEL_TRACES_EXPORTER', { OTEL_TRACES_EXPORTER: 'zipkin' }],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' }],
  ])('are off, with a word about it, for what %s cannot say here', (name, variables) => {
    expect(chooseTracing(variables)).toEqual({ problem: expect.stringContaining(name) });
  });
});
