import { ledgerId, placeOf, samePlace, targetPlace, tenantIn } from '../../../src/domain/run/names';
import type { TargetRef } from '../../../src/domain/tenant/target-ref';

const mas: TargetRef = { system: 'mas', instance: 'inst1', workspace: 'ws1' };
const yuuvis: TargetRef = { system: 'yuuvis', instance: 'inst1', tenant: 'acme' };
const idmgmt: TargetRef = { system: 'idmgmt', instance: 'inst1', team: 'acme' };

test.each([
  [mas, 'mas inst1/ws1'],
  [yuuvis, 'yuuvis inst1/acme'],
  [idmgmt, 'idmgmt inst1/acme'],
  [{ system: 'yuuvis', instance: 'inst1' } as const, 'yuuvis inst1'],
])('%j is %s to people', (target, place) => {
  expect(targetPlace(target)).toBe(place);
  expect(place.endsWith(placeOf(target))).toBe(true);
});

test('two references name the same place when system, instance and the part of it are the same', () => {
  expect(samePlace(mas, { ...mas, version: '9.0' }, 'acme')).toBe(true);
  expect(samePlace(yuuvis, { ...yuuvis, onDisabled: 'enable' }, 'acme')).toBe(true);
  expect(samePlace(mas, { ...mas, workspace: 'ws2' }, 'acme')).toBe(false);
  expect(samePlace(yuuvis, idmgmt, 'acme')).toBe(false);
});

test.each(['', '3', '3a'])('the id of a ledger tells its tenant and place, also that of shard %j', (shard) => {
  const id = ledgerId(mas, 'acme', shard);
  expect(id).toBe(['ledger:mas:inst1/ws1:acme', ...(shard === '' ? [] : [shard])].join(':'));
  expect(tenantIn(id)).toEqual({ tenant: 'acme', place: 'mas:inst1/ws1' });
});
