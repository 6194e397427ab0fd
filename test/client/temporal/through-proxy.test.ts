import { NativeConnection } from '@temporalio/worker';
import { connectionSettings, connectTemporal } from '../../../src/client';
import { nativeProxy } from '../../../src/worker/native-proxy';
import { startLoggingProxy } from '../../proxy/logging-proxy';
import { testEnvironment } from '../../system/onboarding-system';

const port = testEnvironment('TEST_TEMPORAL_ADDRESS').split(':').at(-1) ?? '';

it('reaches a Temporal elsewhere through the proxy of the environment, client and worker alike', async () => {
  const proxy = await startLoggingProxy();
  const env = { https_proxy: proxy.url.replace('//', '//user:word@') };
  const address = `temporal.example:${port}`;
  const temporal = await connectTemporal({ address, env });
  expect(temporal.address).toBe(address);
  await temporal.client.connection.close();
  expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${address}`]));

  const clients = proxy.seen.length;
  const native = await NativeConnection.connect({
    address,
    ...nativeProxy(connectionSettings({ address, env }).proxy),
  });
  await native.close();
  expect(proxy.seen.slice(clients)).toContain(`CONNECT ${address}`);
  expect(new Set(proxy.logins)).toEqual(new Set(['user:word']));
  await proxy.close();
});

it('reaches one on this machine straight, whatever the process was started with', async () => {
  const proxy = await startLoggingProxy();
  Object.assign(process.env, { http_proxy: proxy.url, https_proxy: proxy.url, no_proxy: 'elsewhere.example' });
  try {
    const temporal = await connectTemporal({ address: `localhost:${port}` });
    await temporal.client.connection.close();
    expect(proxy.seen).toEqual([]);
  } finally {
    for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) delete process.env[name];
    await proxy.close();
  }
});

it('says through which proxy nobody was reached', async () => {
  const proxy = await startLoggingProxy(403);
  const env = { HTTPS_PROXY: proxy.url, no_proxy: 'localhost' };
  await expect(connectTemporal({ address: 'temporal.example:7233', env })).rejects.toMatchObject({
    code: 'TEMPORAL_UNREACHABLE',
    message: expect.stringContaining(`temporal.example:7233 (without TLS, through the proxy ${proxy.url.slice(7)})`),
  });
  await proxy.close();
});

it.each(['https://temporal.example:7233', 'grpc://temporal.example', 'temporal.example:7233/namespace'])(
  'refuses %s, which is more than host and port, and says what to write',
  (address) => {
    const bare = address.replace(/^\w+:\/\//, '').replace('/namespace', '');
    const refusal = expect.objectContaining({
      code: 'TEMPORAL_MISCONFIGURED',
      remedy: expect.stringContaining(`Write ${bare};`),
    });
    expect(() => connectionSettings({ address, env: {} })).toThrow(refusal);
    expect(() => connectionSettings({ env: { TEMPORAL_ADDRESS: address } })).toThrow(refusal);
  },
);
