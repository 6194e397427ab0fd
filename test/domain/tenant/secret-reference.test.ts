import { describeReference, SecretReference } from '../../../src/domain/tenant/secret-reference';

test.each([
  [{ env: 'MAS_PASSWORD' }, 'environment variable MAS_PASSWORD'],
  [{ file: '/run/secrets/mas' }, 'file /run/secrets/mas'],
  [{ kubernetes: { namespace: 'n', secret: 's', key: 'k' } }, 'key k of Kubernetes secret n/s'],
])('%j is a reference, in words "%s"', (reference, words) => {
  expect(describeReference(SecretReference.parse(reference))).toBe(words);
});

test.each([
  'hunter2',
  {},
  { env: 'A-B' },
  { file: '' },
  { env: 'A', file: 'b' },
  { kubernetes: { secret: 's', key: 'k' } },
])('%j is none', (value) => {
  expect(SecretReference.safeParse(value).success).toBe(false);
});
