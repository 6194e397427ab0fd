import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../../src/http/client';
import type { HttpRequest } from '../../../src/http/request';
import { createPace } from '../../../src/targets/connection/pace';
import { Secret } from '../../../src/http/secret';
import { createAuthority } from '../../http/server/authority';
import { type Handler, type HttpsServer, sendJson, startHttpsServer } from '../../http/server/https-server';
import { createManualClock } from '../../http/server/manual-clock';

const authority = createAuthority('Test CA');
const get: HttpRequest = { method: 'GET', path: '/thing' };
const clients: HttpClient[] = [];
let server: HttpsServer;
let handler: Handler;

beforeAll(async () => {
  server = await startHttpsServer(authority.issue(['127.0.0.1']), (request, response) => handler(request, response));
});

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

afterAll(() => server.close());

function clientOf(options: Partial<HttpClientOptions>): HttpClient {
  const client = createHttpClient({ baseUrl: server.url, tls: { ca: new Secret(authority.ca) }, ...options });
  clients.push(client);
  return client;
}

describe('when the target asks for a pause', () => {
  test.each([408, 425, 429, 503])('by a %i, all clients of the target wait', async (status) => {
    const clock = createManualClock();
    const pace = createPace(1_000, clock);
    const [asked, other] = [clientOf({ pace, clock }), clientOf({ pace, clock })];
    handler = (_request, response) => response.writeHead(status, { 'retry-after': '60' }).end();
    await asked.request(get);
    const before = server.seen.length;
    await expect(other.request(get)).rejects.toMatchObject({ kind: 'paused', retryAfterMs: 60_000 });
    expect(server.seen).toHaveLength(before);
    await clock.advance(60_000);
    await other.request(get);
    expect(server.seen).toHaveLength(before + 1);
  });

  test('a short one is waited out', async () => {
    const clock = createManualClock();
    const client = clientOf({ pace: createPace(1_000, clock), clock });
    handler = (_request, response) => response.writeHead(503, { 'retry-after': '3' }).end();
    await client.request(get);
    handler = (_request, response) => sendJson(response, 200, {});
    const waiting = client.request(get);
    expect(clock.pending()).toEqual([3_000]);
    await clock.advance(3_000);
    await expect(waiting).resolves.toMatchObject({ status: 200 });
  });
});

test('a target that hangs is asked five times; then whoever comes is told at once, until one that tries is answered', async () => {
  const clock = createManualClock();
  const client = clientOf({ pace: createPace(1_000, clock), timeoutMs: 300 });
  handler = () => undefined;
  const seenBefore = server.seen.length;
  const hung = await Promise.allSettled([1, 2, 3, 4, 5].map(() => client.request(get)));
  expect(hung.map((ended) => ended.status === 'rejected' && ended.reason)).toEqual(
    Array.from({ length: 5 }, () => expect.objectContaining({ kind: 'timeout' })),
  );
  await expect(client.request(get)).rejects.toMatchObject({ kind: 'silent', retryAfterMs: 1_000 });
  expect(server.seen).toHaveLength(seenBefore + 5);
  handler = (_request, response) => sendJson(response, 200, {});
  await clock.advance(1_000);
  await expect(client.request(get)).resolves.toMatchObject({ status: 200 });
  await expect(client.request(get)).resolves.toMatchObject({ status: 200 });
});
