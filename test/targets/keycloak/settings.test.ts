import { KeycloakRef, KeycloakSettings } from '../../../src/targets/keycloak/settings';

const account = { client: { id: 'onboarding', secret: { env: 'SECRET' } } };
const settings = { address: 'https://keycloak.example/auth', account };
const user = { username: { env: 'NAME' }, password: { env: 'PASSWORD' } };

test('the account is in the realm master, and a password is enough', () => {
  expect(KeycloakSettings.parse(settings).account.realm).toBe('master');
  expect(KeycloakSettings.parse({ ...settings, account: { user } }).account.client).toEqual({ id: 'admin-cli' });
});

test.each([
  ['an address without TLS', { address: 'http://keycloak.example' }],
  ['an account without secret and user', { account: { client: { id: 'onboarding' } } }],
  ['a secret that is written out', { account: { client: { id: 'onboarding', secret: 'secret' } } }],
  ['a password without a name', { account: { user: { password: { env: 'PASSWORD' } } } }],
])('%s is refused', (_, change) => {
  expect(KeycloakSettings.safeParse({ ...settings, ...change }).success).toBe(false);
});

const place = { system: 'keycloak', instance: 'inst1' };

test.each([
  ['a group that is no path', { groups: { primary: ['staff'] } }],
  ['a group with an empty name', { groups: { primary: ['/staff//x'] } }],
  ['a realm that would name another place', { realm: '../master' }],
  ['an identity provider by another field', { identityProviders: [{ alias: 'corp', userId: 'name' }] }],
  ['a field that there is not', { tenant: 'acme' }],
])('%s is refused', (_, change) => {
  expect(KeycloakRef.safeParse({ ...place, ...change }).success).toBe(false);
});
