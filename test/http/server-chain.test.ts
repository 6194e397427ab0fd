import { createHttpClient } from '../../src/http/client';
import { Secret } from '../../src/http/secret';
import { daysLeft } from '../../src/http/tls-identity';
import { createAuthority } from './server/authority';
import { type HttpsServer, sendJson, startHttpsServer } from './server/https-server';

const authority = createAuthority('Test CA');
let server: HttpsServer;

beforeAll(async () => {
  server = await startHttpsServer(authority.issue(['elsewhere.example'], 12), (_request, response) =>
    sendJson(response, 200, {}),
  );
});
afterAll(() => server.close());

test('a client is told the chain of each connection once, and checks it against the name it was given', async () => {
  const chains: number[][] = [];
  const open = () =>
    createHttpClient({
      baseUrl: server.url,
      tls: { ca: new Secret(authority.ca) },
      serverName: 'elsewhere.example',
      onServer: (chain) => chains.push(chain.map((certificate) => daysLeft([certificate], Date.now()))),
    });
  const [first, second] = [open(), open()];
  for (const client of [first, first, second]) await client.request({ method: 'GET', path: '/' });
  expect(chains).toEqual([
    [11, 364],
    [11, 364],
  ]);
  first.close();
  second.close();
});

test('without that name the certificate belongs to another server', async () => {
  const client = createHttpClient({ baseUrl: server.url, tls: { ca: new Secret(authority.ca) } });
  await expect(client.request({ method: 'GET', path: '/' })).rejects.toMatchObject({ kind: 'tls' });
  client.close();
});
