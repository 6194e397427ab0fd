import { fingerprintOf } from '../../../src/client';
import type { User } from '../../../src/domain/tenant/user';

const target = { system: 'mas', instance: 'inst1', workspace: 'ws1' } as const;
const ada: User = {
  key: 'k',
  kind: 'primary',
  record: { email: 'ada@acme.example', given_name: 'Ada', family_name: 'L' },
};

it('is the same for the same request, whatever the order of the keys', () => {
  const reordered = {
    key: 'k',
    kind: 'primary',
    record: { family_name: 'L', given_name: 'Ada', email: 'ada@acme.example' },
  } as const;
  const turned = { workspace: 'ws1', system: 'mas', instance: 'inst1' } as const;
  expect(fingerprintOf({ target: turned, users: [reordered] }, 'key')).toBe(
    fingerprintOf({ target, users: [ada] }, 'key'),
  );
});

it.each([
  ['another key', { target, users: [ada] }, 'other'],
  ['another target', { target: { ...target, workspace: 'ws2' }, users: [ada] }, 'key'],
  ['another kind', { target, users: [{ ...ada, kind: 'secondary' }] }, 'key'],
  ['another name', { target, users: [{ ...ada, record: { ...ada.record, given_name: 'Eve' } }] }, 'key'],
  ['one user more', { target, users: [ada, ada] }, 'key'],
] as const)('differs with %s', (_difference, wanted, key) => {
  expect(fingerprintOf(wanted, key)).not.toBe(fingerprintOf({ target, users: [ada] }, 'key'));
});

it('gives nothing of the request away', () => {
  expect(fingerprintOf({ target, users: [ada] }, 'key')).toMatch(/^[0-9a-f]{64}$/);
});
