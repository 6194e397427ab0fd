import { createHttpClient } from '../../src/http/client';
import { Secret } from '../../src/http/secret';
import { createAuthority } from './server/authority';
import { type Handler, startHttpsServer } from './server/https-server';

const authority = createAuthority('Test CA');
const identity = authority.issue(['127.0.0.1']);
const mebibyte = 1024 * 1024;

async function ask(handler: Handler): Promise<unknown> {
  const server = await startHttpsServer(identity, handler);
  const client = createHttpClient({ baseUrl: server.url, tls: { ca: new Secret(authority.ca) } });
  try {
    return await client.request({ method: 'GET', path: '/thing' }).catch((error: unknown) => error);
  } finally {
    client.close();
    await server.close();
  }
}

describe('an error counts by its status', () => {
  const head = { 'retry-after': '7', 'content-type': 'application/json' };
  const bodies: Readonly<Record<string, (status: number) => Handler>> = {
    'never ends': (status) => (_, response) => {
      response.writeHead(status, head).write(' ');
    },
    'is too large': (status) => (_, response) => {
      response.writeHead(status, head).end(Buffer.alloc(6 * mebibyte, ' '));
    },
    'breaks off': (status) => (_, response) => {
      response.writeHead(status, { ...head, 'content-length': '1000' });
      response.write('{"a":1', () => response.socket?.destroy());
    },
    'is broken gzip': (status) => (_, response) => {
      response.writeHead(status, { ...head, 'content-encoding': 'gzip' }).end('not gzip');
    },
    'is no JSON': (status) => (_, response) => {
      response.writeHead(status, head).end('{"a":');
    },
  };

  test.each(Object.entries(bodies))('although its body %s', async (_, answering) => {
    expect(await Promise.all([302, 401, 429, 503].map((status) => ask(answering(status))))).toMatchObject([
      { kind: 'redirect', code: '302' },
      { status: 401, body: undefined },
      { status: 429, body: undefined, retryAfterMs: 7_000 },
      { status: 503, body: undefined, retryAfterMs: 7_000 },
    ]);
  });
});
