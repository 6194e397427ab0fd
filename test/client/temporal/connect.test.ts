import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionSettings, connectTemporal } from '../../../src/client';
import { testEnvironment } from '../../system/onboarding-system';

const address = testEnvironment('TEST_TEMPORAL_ADDRESS');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onboard-connect-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function portOfNobody(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const found = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof found === 'object' && found !== null ? found.port : 1;
}

it('connects to a server that answers', async () => {
  const temporal = await connectTemporal({ address, env: {} });
  expect(temporal).toMatchObject({ address, namespace: 'default', taskQueue: 'tenant-onboarding' });
  await temporal.client.connection.close();
});

it('says that nobody answers, and why', async () => {
  const nobody = `127.0.0.1:${await portOfNobody()}`;
  await expect(connectTemporal({ address: nobody, env: {} })).rejects.toMatchObject({
    code: 'TEMPORAL_UNREACHABLE',
    message: expect.stringMatching(new RegExp(`${nobody}.*ECONNREFUSED`)),
    remedy: expect.stringContaining('TLS settings'),
  });
});

it('says that the server does not speak TLS', async () => {
  const env = { TEMPORAL_ADDRESS: address, TEMPORAL_TLS: 'true' };
  await expect(connectTemporal({ env })).rejects.toMatchObject({
    code: 'TEMPORAL_UNREACHABLE',
    message: expect.stringContaining('with TLS'),
  });
});

it('says that the namespace does not exist', async () => {
  await expect(connectTemporal({ address, namespace: 'nowhere', env: {} })).rejects.toMatchObject({
    code: 'TEMPORAL_NAMESPACE_UNKNOWN',
  });
});

it('says which certificate file cannot be read', () => {
  const env = {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_TLS_CLIENT_CERT_PATH: '/absent.crt',
    TEMPORAL_TLS_CLIENT_KEY_PATH: '/absent.key',
  };
  expect(() => connectionSettings({ env })).toThrow(expect.objectContaining({ code: 'TEMPORAL_MISCONFIGURED' }));
});

it('says that a certificate is none', async () => {
  const file = join(folder, 'no.crt');
  writeFileSync(file, 'not a certificate');
  const env = { TEMPORAL_ADDRESS: address, TEMPORAL_TLS_CLIENT_CERT_PATH: file, TEMPORAL_TLS_CLIENT_KEY_PATH: file };
  await expect(connectTemporal({ env })).rejects.toMatchObject({ code: 'TEMPORAL_MISCONFIGURED' });
});

it('reads a profile, and lets an argument win over it', () => {
  const file = join(folder, 'temporal.toml');
  writeFileSync(file, '[profile.test]\naddress = "temporal.example:7233"\nnamespace = "tests"\n');
  const env = { TEMPORAL_CONFIG_FILE: file };
  expect(connectionSettings({ env, profile: 'test' })).toMatchObject({
    address: 'temporal.example:7233',
    namespace: 'tests',
  });
  expect(connectionSettings({ env, profile: 'test', namespace: 'mine' })).toMatchObject({ namespace: 'mine' });
  expect(() => connectionSettings({ env, profile: 'absent' })).toThrow(/absent/);
});

it('knows of no address when nothing names one', () => {
  expect(connectionSettings({ env: { TEMPORAL_CONFIG_FILE: join(folder, 'none.toml') } }).address).toBeUndefined();
});

it('does without a profile file of a home that is none, unless somebody names one', () => {
  const env = { HOME: '/dev/null', XDG_CONFIG_HOME: '/dev/null', TEMPORAL_ADDRESS: 'temporal.example:7233' };
  expect(connectionSettings({ env })).toMatchObject({ address: 'temporal.example:7233' });
  const named = { ...env, TEMPORAL_CONFIG_FILE: '/dev/null/temporal.toml' };
  expect(() => connectionSettings({ env: named })).toThrow(/ENOTDIR/);
});

it('says where a profile file is broken, without a word of what is in it', () => {
  const file = join(folder, 'broken.toml');
  writeFileSync(file, '[profile.default]\naddress = "temporal.example:7233"\napi_key = "very-secret-key\n');
  const read = () => connectionSettings({ env: { TEMPORAL_CONFIG_FILE: file } });
  expect(read).toThrow(
    expect.objectContaining({ code: 'TEMPORAL_MISCONFIGURED', message: expect.stringContaining(file) }),
  );
  expect(read).toThrow(/line 3 of /);
  expect(read).toThrow(expect.objectContaining({ message: expect.not.stringContaining('secret') }));
});

it.each([
  ['has the wrong kind', '[profile]\ndefault = "very-secret-key"\n'],
  ['is of another kind', 'profile = "very-secret-key"\n'],
  ['cannot be sent', '[profile.default]\napi_key = "very-secret-key\\n"\n'],
])('does not show what it refuses of a profile file: a value that %s', (_, content) => {
  const file = join(folder, 'odd.toml');
  writeFileSync(file, content);
  const said = saidOf(() => connectionSettings({ env: { TEMPORAL_CONFIG_FILE: file }, profile: 'default' }));
  expect(said).not.toContain('very-secret-key');
});

function saidOf(work: () => unknown): string {
  try {
    return JSON.stringify(work());
  } catch (error) {
    return String(error);
  }
}
