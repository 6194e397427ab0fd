import fc from 'fast-check';
import { defaultIdKey, readableUserKey, userKey } from '../../../src/input/tenant/user-key';

describe('a user key', () => {
  test('is 16 hex digits of HMAC-SHA256, the same ones in every release', () => {
    // printf 'ada@acme.example' | openssl dgst -sha256 -hmac tenant-onboarding
    expect(userKey('ada@acme.example')).toBe('a732d2bbf1f4ac81');
    expect(userKey('ada@acme.example', defaultIdKey)).toBe(userKey('ada@acme.example'));
  });

  test('depends on the id to the letter, and on the key', () => {
    const keys = [
      userKey('ada'),
      userKey('Ada'),
      userKey('zo\u00eb'),
      userKey('zoe\u0308'),
      userKey('ada', 'another key of the operator'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('holds nothing of the id, whatever the id is', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (id, key) => /^[0-9a-f]{16}$/.test(userKey(id, key))));
  });
});

describe('a readable user key', () => {
  test('begins with the id, and tells ids apart that look alike in it', () => {
    expect(readableUserKey('Ada.Lovelace@acme.example')).toMatch(/^ada\.lovelace@acme\.example-[0-9a-f]{8}$/);
    expect(readableUserKey('李小龙')).toMatch(/^李小龙-[0-9a-f]{8}$/);
    expect(readableUserKey('a/b c:d')).toMatch(/^a-b-c-d-[0-9a-f]{8}$/);
    expect(readableUserKey('a/b')).not.toBe(readableUserKey('a b'));
    expect(readableUserKey('Ada')).not.toBe(readableUserKey('ada'));
  });

  test('is short, and has no character that separates parts of a workflow id', () => {
    const safe = (id: string) => /^[\p{L}\p{M}\p{N}@._+-]{0,64}-[0-9a-f]{8}$/u.test(readableUserKey(id));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), safe));
    expect(safe('x'.repeat(100))).toBe(true);
  });
});
