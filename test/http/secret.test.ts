import { inspect } from 'node:util';
import { Secret } from '../../src/http/secret';

const secret = new Secret('canary-4711');

test.each([
  ['a string', String(secret)],
  ['a template', `${secret.toString()}`],
  ['JSON', JSON.stringify({ secret })],
  ['inspect', inspect({ nested: { secret } }, { showHidden: true, depth: null })],
  ['its own values', JSON.stringify(Object.values(secret))],
])('a secret does not show in %s', (_where, printed) => {
  expect(printed).not.toContain('canary');
});

test('a secret prints as [secret] and opens to its value', () => {
  expect(String(secret)).toBe('[secret]');
  expect(secret.open()).toBe('canary-4711');
});
