import { createServer } from 'node:http';
import { z } from 'zod';

const Attribute = z.object({ key: z.string(), value: z.unknown() });

const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes: z.array(Attribute),
});
export type Span = z.infer<typeof Span>;

const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(Attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(Span) })),
    }),
  ),
});

/** A collector: takes what is sent to `/v1/traces` as OTLP over HTTP in JSON. */
export interface OtlpReceiver {
  readonly url: string;
  /** What was sent, as it came. */
  readonly bodies: readonly string[];
  spans(): Span[];
  services(): unknown[];
  close(): Promise<void>;
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      if (request.method === 'POST' && request.url === '/v1/traces') bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  const exported = () => bodies.flatMap((body) => Export.parse(JSON.parse(body)).resourceSpans);
  return {
    url: `http://127.0.0.1:${address.port}`,
    bodies,
    spans: () => exported().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    services: () =>
      exported().flatMap(({ resource }) => resource.attributes.filter(({ key }) => key === 'service.name')),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The value of a span's attribute: a text or a number. */
export function attributeOf({ attributes }: Span, name: string): unknown {
  const value = attributes.find(({ key }) => key === name)?.value;
  return typeof value === 'object' && value !== null ? Object.values(value)[0] : undefined;
}

/** The names of a span and of what it is part of, up to the root. */
export function lineOf(span: Span, spans: readonly Span[]): string[] {
  const parent = spans.find(({ spanId, traceId }) => spanId === span.parentSpanId && traceId === span.traceId);
  return [span.name, ...(parent === undefined ? [] : lineOf(parent, spans))];
}
