import { inspect } from 'node:util';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../src/http/client';
import { HttpError } from '../../src/http/http-error';
import { Secret } from '../../src/http/secret';
import { createAuthority, type IssuedCertificate } from './server/authority';
import { type Handler, type HttpsServer, sendJson, startHttpsServer } from './server/https-server';

const authority = createAuthority('Test CA');
const stranger = createAuthority('Another CA');
const trusted = { ca: new Secret(authority.ca) };
const ok: Handler = (_request, response) => sendJson(response, 200, {});
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serverWith(identity: IssuedCertificate, handler = ok): Promise<HttpsServer> {
  const server = await startHttpsServer(identity, handler);
  closing.push(() => server.close());
  return server;
}

function clientOf(options: HttpClientOptions): HttpClient {
  const client = createHttpClient(options);
  closing.push(() => client.close());
  return client;
}

test.each([
  ['signed by a stranger', () => stranger.issue(['127.0.0.1']), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['expired', () => authority.issue(['127.0.0.1'], -1), 'CERT_HAS_EXPIRED'],
  ["another host's", () => authority.issue(['other.example']), 'ERR_TLS_CERT_ALTNAME_INVALID'],
])('to a server whose certificate is %s nothing is sent', async (_what, issue, code) => {
  const server = await serverWith(issue());
  const client = clientOf({ baseUrl: server.url, tls: trusted });
  await expect(client.request({ method: 'GET', path: '/' })).rejects.toMatchObject({ kind: 'tls', code });
  expect(server.seen).toEqual([]);
});

test('a server that wants a client certificate gets it', async () => {
  const server = await startHttpsServer({ ...authority.issue(['127.0.0.1']), ca: authority.ca, requestCert: true }, ok);
  closing.push(() => server.close());
  const { cert, key } = authority.issue(['client']);
  const certificate = { cert: new Secret(cert), key: new Secret(key) };
  const certified = clientOf({ baseUrl: server.url, tls: { ...trusted, certificate } });
  await expect(certified.request({ method: 'GET', path: '/' })).resolves.toMatchObject({ status: 200 });
  const bare = clientOf({ baseUrl: server.url, tls: trusted });
  await expect(bare.request({ method: 'GET', path: '/' })).rejects.toMatchObject({
    kind: expect.stringMatching(/tls|reset/),
  });
  expect(server.seen).toHaveLength(1);
});

test('a CA that is none is found before the first request', () => {
  const tls = { ca: new Secret('no certificate') };
  expect(() => createHttpClient({ baseUrl: 'https://127.0.0.1', tls })).toThrow(HttpError);
});

describe('an error', () => {
  const canaries = ['canary-token', 'canary-body', 'canary-id', 'canary-answer', 'canary-query', 'canary-place'];
  const faults: [string, Handler][] = [
    ['a reset', (request) => request.socket.destroy()],
    ['bad JSON', (_request, response) => response.writeHead(200).end('canary-answer')],
    ['a redirect', (_request, response) => response.writeHead(302, { location: '/canary-place' }).end()],
    ['a time-out', () => undefined],
    [
      'a broken answer',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '99' });
        response.write('canary-answer', () => response.socket?.destroy());
      },
    ],
  ];

  test.each(faults)('after %s tells nothing of the request or the answer', async (_what, handler) => {
    const server = await serverWith(authority.issue(['127.0.0.1']), handler);
    const client = clientOf({ baseUrl: server.url, tls: trusted, timeoutMs: 300 });
    const sent = client.request({
      method: 'POST',
      path: '/users/{id}',
      parts: { id: 'canary-id' },
      query: { q: 'canary-query' },
      headers: { 'x-access-token': new Secret('canary-token') },
      body: { password: 'canary-body' },
    });
    const error: unknown = await sent.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(HttpError);
    const stack = error instanceof Error ? error.stack : '';
    const told = [
      inspect(error, { showHidden: true, depth: null }),
      JSON.stringify(error),
      String(error),
      stack,
    ].join();
    expect(canaries.filter((canary) => told.includes(canary))).toEqual([]);
  });
});
