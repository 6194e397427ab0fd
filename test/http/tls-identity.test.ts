import { Secret } from '../../src/http/secret';
import { assertUsable, daysLeft, readCertificates } from '../../src/http/tls-identity';
import { createAuthority } from './server/authority';

const authority = createAuthority('Test CA');
const client = authority.issue(['client'], 20);
const other = authority.issue(['other'], 50);

test('a certificate with its key is usable', () => {
  const certificate = { cert: new Secret(client.cert), key: new Secret(client.key) };
  expect(() => assertUsable({ ca: new Secret(authority.ca), certificate })).not.toThrow();
});

test.each([
  ['a CA that is none', { ca: new Secret('hello') }, 'NOT_A_CERTIFICATE'],
  [
    'a CA with a broken body',
    { ca: new Secret('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----') },
    'NOT_A_CERTIFICATE',
  ],
  ['a key that is none', { certificate: { cert: new Secret(client.cert), key: new Secret('hello') } }, 'NOT_A_KEY'],
  [
    "another certificate's key",
    { certificate: { cert: new Secret(client.cert), key: new Secret(other.key) } },
    'KEY_MISMATCH',
  ],
])('%s is refused before anything is sent', (_what, identity, code) => {
  expect(() => assertUsable(identity)).toThrow(expect.objectContaining({ kind: 'tls', code }));
});

test('of several certificates the first to end counts', () => {
  const chain = readCertificates(new Secret(`${other.cert}\n${client.cert}`));
  expect(chain).toHaveLength(2);
  expect(daysLeft(chain, Date.now())).toBe(19);
});
