import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareCertificates } from '../../simulator/server/certificates';
import { type Simulator, startSimulator } from '../../simulator/start';
import type { Person } from '../../src/domain/tenant/person';
import { createSecretOpener } from '../../src/worker/secrets';
import { createYuuvis } from '../../src/targets/yuuvis/yuuvis';
import { createYuuvisApi } from '../../src/targets/yuuvis/connection';
import { YuuvisSettings } from '../../src/targets/yuuvis/settings';
import { createCaller } from '../simulator/caller';
import { onboard } from '../conformance/onboarding';
import { type Keycloak, startKeycloak } from './keycloak';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const password = 'of the client and of the account 1!';
const ada: Person = { id: 'Ada@acme.example', email: 'ada@acme.example', givenName: 'Ada', familyName: 'Lovelace' };
/** It takes a minute to fetch and to start, and Java: `npm run test:keycloak` asks for it. */
const asked = process.env['TEST_KEYCLOAK'] === '1';
let folder: string;
let keycloak: Keycloak | undefined;
let simulator: Simulator;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycloak-'));
  await prepareCertificates(folder, ['127.0.0.1', '::1', 'localhost']);
  writeFileSync(join(folder, 'password'), password, { mode: 0o600 });
  writeFileSync(join(folder, 'name'), 'superuser');
  writeFileSync(join(folder, 'wrong'), 'another one');
  if (asked) keycloak = await startKeycloak(folder, password);
  simulator = await startSimulator({
    system: 'yuuvis',
    port: 0,
    certDir: folder,
    realmKeys: { keys: keycloak?.keys ?? [] },
  });
});

afterAll(async () => {
  await simulator.close();
  await keycloak?.stop();
  rmSync(folder, { recursive: true });
});

const file = (name: string) => ({ file: join(folder, name) });

function depsWith(change: object = {}) {
  const client = { id: 'tenant-onboarding', secret: file('password') };
  const settings = YuuvisSettings.parse({
    ...{ api: simulator.url, keycloak: keycloak?.url, realm: 'yuuvis', section: 'system', client },
    ...{ ca: file('ca.crt'), ...change },
  });
  return { settings, openSecret: createSecretOpener() };
}

(asked ? describe : describe.skip)('tokens of a real Keycloak', () => {
  it('by client credentials onboard a user', async () => {
    const target = createYuuvis(depsWith())({ system: 'yuuvis', instance: 'inst1', tenant: 'acme' });
    expect(await onboard(target, ada, 'primary')).toEqual(['create']);
    expect(await onboard(target, ada, 'primary')).toEqual([]);
  });

  it('by user name and password list the tenant', async () => {
    const user = { username: file('name'), password: file('password') };
    const users = await createYuuvisApi(depsWith({ user })).users('acme').list();
    expect(users.map(({ username }) => username)).toEqual(['ada@acme.example']);
  });

  it('give only the section of the account', async () => {
    const admin = createYuuvisApi(depsWith({ section: 'admin' })).users('');
    await expect(admin.list()).rejects.toMatchObject({ code: 'TARGET_FORBIDDEN' });
  });

  it('are not given for a wrong secret, a wrong password, or another realm', async () => {
    const wrongUser = { username: file('name'), password: file('wrong') };
    const wrong = [
      [{ client: { id: 'tenant-onboarding', secret: file('wrong') } }, 'CREDENTIALS_REJECTED'],
      [{ client: { id: 'nobody', secret: file('password') } }, 'CREDENTIALS_REJECTED'],
      [{ user: wrongUser }, 'CREDENTIALS_REJECTED'],
      [{ realm: 'elsewhere' }, 'YUUVIS_REALM_NOT_FOUND'],
    ] as const;
    for (const [change, code] of wrong) {
      await expect(createYuuvisApi(depsWith(change)).users('acme').list()).rejects.toMatchObject({ code });
    }
  });
});

it('a token that was signed by nobody, or by another realm, is refused', async () => {
  const header = { alg: 'RS256', kid: keycloak?.keys[0]?.kid ?? 'unknown' };
  const claims = { exp: 4_000_000_000, realm_access: { roles: ['YUUVIS_SYSTEM_INTEGRATOR'] } };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = `${part(header)}.${part(claims)}.${Buffer.from('signature').toString('base64url')}`;
  const caller = await createCaller(simulator);
  const path = '/tenant-management/api/system/tenants/acme/users';
  const answers = [];
  for (const token of [forged, 'no token', 'a.b.c']) {
    const headers = { authorization: `Bearer ${token}` };
    answers.push((await caller.call({ method: 'GET', path, headers })).status);
  }
  caller.close();
  expect(answers).toEqual([401, 401, 401]);
});
