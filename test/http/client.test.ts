import { gzipSync } from 'node:zlib';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { createHttpClient, type HttpClient } from '../../src/http/client';
import type { HttpRequest } from '../../src/http/request';
import { Secret } from '../../src/http/secret';
import { createAuthority } from './server/authority';
import { type Handler, type HttpsServer, sendJson, startHttpsServer } from './server/https-server';

const authority = createAuthority('Test CA');
const identity = authority.issue(['127.0.0.1', 'localhost']);
const get: HttpRequest = { method: 'GET', path: '/thing' };
const mebibyte = 1024 * 1024;

let server: HttpsServer;
let handler: Handler;
const clients: HttpClient[] = [];
const others: HttpsServer[] = [];

beforeAll(async () => {
  server = await startHttpsServer(identity, (request, response) => handler(request, response));
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const other of others.splice(0)) await other.close();
});

afterAll(() => server.close());

function clientOf(options: Partial<Parameters<typeof createHttpClient>[0]> = {}): HttpClient {
  const client = createHttpClient({ baseUrl: server.url, tls: { ca: new Secret(authority.ca) }, ...options });
  clients.push(client);
  return client;
}

/** Answers with raw bytes behind a head that says 200. */
function raw(body: string | Buffer, headers: Record<string, string> = {}): Handler {
  return (_request, response) => response.writeHead(200, headers).end(body);
}

describe('an answer', () => {
  test('has the status and the parsed body', async () => {
    handler = (_request, response) => sendJson(response, 201, { id: 'x' });
    await expect(clientOf().request(get)).resolves.toEqual({ status: 201, body: { id: 'x' } });
  });

  test.each([400, 401, 403, 404, 409, 429, 500, 501, 503])('is also a %i, whatever its body', async (status) => {
    handler = (_request, response) => response.writeHead(status).end('<html>oops</html>');
    await expect(clientOf().request(get)).resolves.toEqual({ status, body: undefined });
  });

  test('without a body has none', async () => {
    handler = (_request, response) => response.writeHead(204).end();
    await expect(clientOf().request({ ...get, method: 'DELETE' })).resolves.toEqual({ status: 204, body: undefined });
  });

  test('has the address and the version of what was made', async () => {
    const headers = { location: 'https://x.example/users/7', etag: 'W/"1"', 'x-other': 'no' };
    handler = (_request, response) => response.writeHead(201, headers).end('{}');
    const { location, etag } = headers;
    await expect(clientOf().request(get)).resolves.toEqual({ status: 201, body: {}, location, etag });
  });

  test('says how long the server asked to wait', async () => {
    handler = (_request, response) => response.writeHead(503, { 'retry-after': '7' }).end('{}');
    await expect(clientOf().request(get)).resolves.toMatchObject({ status: 503, retryAfterMs: 7_000 });
  });
});

describe('a request', () => {
  test('carries its method, path, query, headers and JSON body', async () => {
    let received = '';
    handler = (request, response) => {
      request.on('data', (piece: Buffer) => (received += piece.toString()));
      request.on('end', () => sendJson(response, 200, {}));
    };
    await clientOf().request({
      method: 'PUT',
      path: '/users/{id}',
      parts: { id: 'a/b' },
      query: { deep: 'x y' },
      headers: { 'x-access-token': new Secret('t0ken') },
      body: { a: 1 },
    });
    expect(received).toBe('{"a":1}');
    expect(server.seen.at(-1)).toMatchObject({
      method: 'PUT',
      url: '/users/a%2Fb?deep=x%20y',
      headers: { 'x-access-token': 't0ken', 'content-type': 'application/json' },
    });
  });

  test('carries a text as JSON', async () => {
    let received = '';
    handler = (request, response) => {
      request.on('data', (piece: Buffer) => (received += piece.toString()));
      request.on('end', () => sendJson(response, 200, {}));
    };
    await clientOf().request({ method: 'POST', path: '/members', body: 'an "id"' });
    expect(received).toBe(String.raw`"an \"id\""`);
    expect(server.seen.at(-1)?.headers).toMatchObject({ 'content-type': 'application/json' });
  });

  test('reuses the connection of the one before', async () => {
    handler = (_request, response) => sendJson(response, 200, {});
    const client = clientOf();
    const before = server.connections();
    for (let n = 0; n < 5; n += 1) await client.request(get);
    expect(server.connections() - before).toBe(1);
  });

  test('that is larger than 1 MiB is not sent', async () => {
    const before = server.seen.length;
    const body = { text: 'x'.repeat(mebibyte) };
    await expect(clientOf().request({ ...get, method: 'POST', body })).rejects.toMatchObject({ kind: 'unsendable' });
    expect(server.seen).toHaveLength(before);
  });

  test('with a header that HTTP cannot carry is not sent', async () => {
    const before = server.seen.length;
    const headers = { apikey: new Secret('line\nbreak\u0000') };
    await expect(clientOf().request({ ...get, headers })).rejects.toMatchObject({ kind: 'unsendable' });
    expect(server.seen).toHaveLength(before);
  });

  test('goes to its server although the environment names a proxy', async () => {
    handler = (_request, response) => sendJson(response, 200, {});
    process.env['HTTPS_PROXY'] = 'http://127.0.0.1:1';
    try {
      await expect(clientOf().request(get)).resolves.toMatchObject({ status: 200 });
    } finally {
      delete process.env['HTTPS_PROXY'];
    }
  });
});

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('%i is an error, and nothing is sent to the new place', async (status) => {
    const elsewhere = await startHttpsServer(identity, (_request, response) => sendJson(response, 200, {}));
    others.push(elsewhere);
    handler = (_request, response) => response.writeHead(status, { location: `${elsewhere.url}/x` }).end('<html>');
    const headers = { apikey: new Secret('k') };
    await expect(clientOf().request({ ...get, method: 'POST', headers, body: {} })).rejects.toMatchObject({
      kind: 'redirect',
      code: String(status),
    });
    expect(elsewhere.seen).toEqual([]);
  });
});

describe('a body that cannot be used', () => {
  test.each([
    ['cut JSON', '{"a":', 'bad-json'],
    ['a login page', '<html><form>', 'bad-json'],
    ['text that begins with Error', 'Error: no such thing', 'bad-json'],
  ])('is %s', async (_what, body, kind) => {
    handler = raw(body, { 'content-type': 'application/json' });
    await expect(clientOf().request(get)).rejects.toMatchObject({ kind });
  });

  test('is larger than 5 MiB', async () => {
    handler = raw(`"${'x'.repeat(6 * mebibyte)}"`);
    await expect(clientOf().request(get)).rejects.toMatchObject({ kind: 'too-large' });
  });

  test('is a small one that unpacks to 200 MiB, and is cut off while unpacking', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * mebibyte, ' '));
    handler = raw(bomb, { 'content-encoding': 'gzip' });
    const client = clientOf();
    global.gc?.();
    const before = process.memoryUsage().rss;
    await expect(client.request(get)).rejects.toMatchObject({ kind: 'too-large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * mebibyte);
  });

  test('breaks off', async () => {
    handler = (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"a":1', () => response.socket?.destroy());
    };
    await expect(clientOf().request(get)).rejects.toMatchObject({ kind: 'truncated' });
  });

  test('breaks off while it is unpacked', async () => {
    const packed = gzipSync(JSON.stringify({ text: 'x'.repeat(1_000) }));
    handler = (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': String(packed.length) });
      response.write(packed.subarray(0, 15), () => response.socket?.destroy());
    };
    await expect(clientOf().request(get)).rejects.toMatchObject({ kind: 'truncated' });
  });

  test('is broken gzip', async () => {
    handler = raw('not gzip', { 'content-encoding': 'gzip' });
    await expect(clientOf().request(get)).rejects.toMatchObject({ kind: 'truncated' });
  });
});

describe('a server that does not answer', () => {
  test('is given up when the time is up', async () => {
    handler = () => undefined;
    await expect(clientOf({ timeoutMs: 100 }).request(get)).rejects.toMatchObject({ kind: 'timeout' });
  });

  test('is given up when the time is up although it drips', async () => {
    handler = (_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    };
    await expect(clientOf({ timeoutMs: 200 }).request(get)).rejects.toMatchObject({ kind: 'timeout' });
  });

  test('is left with the reason of the abort', async () => {
    const stop = new AbortController();
    const reason = new Error('cancelled');
    handler = () => stop.abort(reason);
    await expect(clientOf().request(get, stop.signal)).rejects.toBe(reason);
  });

  test('closes the connection', async () => {
    handler = (request) => request.socket.destroy();
    await expect(clientOf().request(get)).rejects.toMatchObject({ kind: 'reset', code: 'ECONNRESET' });
  });

  test('is not there', async () => {
    const gone = await startHttpsServer(identity, () => undefined);
    await gone.close();
    await expect(clientOf({ baseUrl: gone.url }).request(get)).rejects.toMatchObject({ kind: 'refused' });
  });

  test('has a name that does not exist', async () => {
    const nowhere = clientOf({ baseUrl: 'https://no-such-host.invalid' });
    await expect(nowhere.request(get)).rejects.toMatchObject({ kind: 'dns' });
  });
});

test('a server that does not speak TLS is TLS that failed', async () => {
  const plain = createServer((socket) => socket.on('error', () => undefined).end('220 mail.example ESMTP\r\n'));
  plain.listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const address = plain.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(clientOf({ baseUrl: `https://127.0.0.1:${port}` }).request(get)).rejects.toMatchObject({ kind: 'tls' });
  plain.close();
});
