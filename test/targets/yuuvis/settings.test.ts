import { YuuvisSettings } from '../../../src/targets/yuuvis/settings';

const settings = {
  api: 'https://yuuvis.example',
  keycloak: 'https://keycloak.example/auth',
  realm: 'acme',
  section: 'system',
  client: { id: 'onboarding', secret: { env: 'SECRET' } },
};

test('a client with a secret is enough', () => {
  expect(YuuvisSettings.safeParse(settings).success).toBe(true);
});

test.each([
  ['an address without TLS', { api: 'http://yuuvis.example' }],
  ['an unknown section', { section: 'idm' }],
  ['a client without a secret, and no user', { client: { id: 'onboarding' } }],
  ['a secret that is written out', { client: { id: 'onboarding', secret: 'secret' } }],
  ['a password without a name', { user: { password: { env: 'PASSWORD' } } }],
])('%s is refused', (_, change) => {
  expect(YuuvisSettings.safeParse({ ...settings, ...change }).success).toBe(false);
});
