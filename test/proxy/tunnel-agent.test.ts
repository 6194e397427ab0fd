import { createServer } from 'node:net';
import { once } from 'node:events';
import { createHttpClient } from '../../src/http/client';
import { Secret } from '../../src/http/secret';
import { probeTls } from '../../src/http/tls-probe';
import { oneProxy } from '../../src/proxy/choose-proxy';
import { createAuthority } from '../http/server/authority';
import { type HttpsServer, sendJson, startHttpsServer } from '../http/server/https-server';
import { type LoggingProxy, startLoggingProxy } from './logging-proxy';

const authority = createAuthority('Test CA');
const tls = { ca: new Secret(authority.ca) };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function stand(status?: number): Promise<{ server: HttpsServer; proxy: LoggingProxy; baseUrl: string }> {
  const proxy = await startLoggingProxy(status);
  const server = await startHttpsServer(authority.issue(['mas.example']), (_, response) => sendJson(response, 200, {}));
  closers.push(
    () => proxy.close(),
    () => server.close(),
  );
  return { server, proxy, baseUrl: `https://mas.example:${server.port}` };
}

const get = { method: 'GET', path: '/users' } as const;

test('a client reaches a name that only the proxy knows, over one connection, and trusts the server alone', async () => {
  const { server, proxy, baseUrl } = await stand();
  const way = oneProxy(proxy.url.replace('//', '//us%20er:pa%3Ass@'));
  const client = createHttpClient({ baseUrl, tls, proxy: way });
  for (let count = 0; count < 3; count += 1) expect(await client.request(get)).toMatchObject({ status: 200 });
  client.close();
  expect(proxy.seen).toEqual([`CONNECT mas.example:${server.port}`]);
  expect(proxy.logins).toEqual(['us er:pa:ss']);
  expect(server.seen.map(({ headers }) => headers['proxy-authorization'])).toEqual([undefined, undefined, undefined]);
  expect(await probeTls(baseUrl, { ...tls, proxy: way })).toHaveLength(2);

  const stranger = createHttpClient({ baseUrl, tls: { ca: new Secret(createAuthority('Another').ca) }, proxy: way });
  await expect(stranger.request(get)).rejects.toMatchObject({ kind: 'tls' });
  stranger.close();
});

test.each([407, 403, 502])('a proxy that answers %s is what the error tells of', async (status) => {
  const { proxy, baseUrl, server } = await stand(status);
  const client = createHttpClient({ baseUrl, tls, proxy: oneProxy(proxy.url) });
  await expect(client.request(get)).rejects.toMatchObject({ code: `PROXY_ANSWERED_${status}` });
  await expect(probeTls(baseUrl, { ...tls, proxy: oneProxy(proxy.url) })).rejects.toMatchObject({ name: 'HttpError' });
  client.close();
  expect(server.seen).toEqual([]);
});

test('a proxy that says nothing costs no more than the time of the request', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const proxy = oneProxy(`127.0.0.1:${port}`);
  const client = createHttpClient({ baseUrl: 'https://mas.example', tls, proxy, timeoutMs: 200 });
  await expect(client.request(get)).rejects.toMatchObject({ kind: 'timeout' });
  client.close();
  silent.close();
});
