import { createServer } from 'node:net';
import { once } from 'node:events';
import { Secret } from '../../src/http/secret';
import { daysLeft } from '../../src/http/tls-identity';
import { probeTls } from '../../src/http/tls-probe';
import { createAuthority } from './server/authority';
import { type HttpsServer, startHttpsServer } from './server/https-server';

const authority = createAuthority('Test CA');
const tls = { ca: new Secret(authority.ca) };
const servers: HttpsServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serverOf(issuer: typeof authority, days?: number): Promise<HttpsServer> {
  const server = await startHttpsServer(issuer.issue(['127.0.0.1'], days), () => undefined);
  servers.push(server);
  return server;
}

test('a probe brings the certificate of the server with its CA and sends no request', async () => {
  const server = await serverOf(authority, 12);
  const chain = await probeTls(server.url, tls);
  expect(chain.map((certificate) => daysLeft([certificate], Date.now()))).toEqual([11, 364]);
  expect(server.seen).toEqual([]);
});

test('a probe of an untrusted server fails', async () => {
  const server = await serverOf(createAuthority('Another CA'));
  await expect(probeTls(server.url, tls)).rejects.toMatchObject({ kind: 'tls' });
});

test('a probe of nothing is refused, and one that is aborted throws the reason', async () => {
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const reason = new Error('cancelled');
  const stop = new AbortController();
  silent.on('connection', (socket) => {
    socket.on('error', () => undefined);
    stop.abort(reason);
  });
  await expect(probeTls(`https://127.0.0.1:${port}`, tls, stop.signal)).rejects.toBe(reason);
  silent.close();
  await once(silent, 'close');
  await expect(probeTls(`https://127.0.0.1:${port}`, tls)).rejects.toMatchObject({ kind: 'refused' });
});
