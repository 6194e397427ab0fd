import fc from 'fast-check';
import {
  lackInWords,
  lackOf,
  lacksNothing,
  mergeOf,
  toConfirm,
  wantedOf,
} from '../../../src/targets/yuuvis/accounts/plans';
import type { YuuvisUser } from '../../../src/targets/yuuvis/wire/wire';

const names = fc.uniqueArray(fc.constantFrom('A', 'B C', 'role X', 'group Y', 'enabled', 'é'), { maxLength: 6 });
const wanted = fc.record({ roles: names, groups: names });
const users = fc
  .record({ enabled: fc.boolean(), roles: fc.option(names), groups: fc.option(names) })
  .map((found): YuuvisUser => ({ id: '1', username: 'ada', ...found }));

test('what a user lacks is gone after one merge, and nothing that it had', () => {
  fc.assert(
    fc.property(users, wanted, (user, want) => {
      const change = mergeOf(user, lackOf(user, want));
      const merged = { ...user, ...change, roles: [...(change.roles ?? user.roles ?? [])], groups: [...change.groups] };
      expect(lacksNothing(lackOf(merged, want))).toBe(true);
      expect(merged.groups).toEqual(expect.arrayContaining([...(user.groups ?? [])]));
      expect(merged.roles).toEqual(expect.arrayContaining([...(user.roles ?? [])]));
    }),
  );
});

test('a merge always names the groups, and roles only when one is missing', () => {
  fc.assert(
    fc.property(users, wanted, (user, want) => {
      const lack = lackOf(user, want);
      expect('roles' in mergeOf(user, lack)).toBe(lack.roles.length > 0);
      expect(mergeOf(user, lack).groups).toBeDefined();
    }),
  );
});

test('what is to be confirmed survives as words, whatever roles and groups are called', () => {
  fc.assert(
    fc.property(wanted, (want) => {
      expect(wantedOf(toConfirm(want))).toEqual(want);
    }),
  );
});

test('a lack is in words what is awaited', () => {
  const user = { id: '1', username: 'ada', enabled: false };
  expect(lackInWords(lackOf(user, { roles: ['R'], groups: ['G'] }))).toEqual(
    toConfirm({ roles: ['R'], groups: ['G'] }),
  );
});
