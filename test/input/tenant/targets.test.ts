import { parseTenantFile } from '../../../src/input/tenant/tenant-file';
import type { TargetFlags } from '../../../src/input/tenant/target-flags';
import { tenantOfFlags } from '../../../src/input/tenant/tenant-of-flags';
import { ada } from './tenant-text';

const users = `users:\n  primary:\n    - ${ada}\n  secondary: []\n`;

function targetOf(target: string, flags: TargetFlags = {}): unknown {
  const read = parseTenantFile(
    Buffer.from(`tenant: acme\n${target === '' ? '' : `target: ${target}\n`}${users}`),
    flags,
  );
  return read.ok ? read.value.target : read.problems.map(({ path, message }) => `${path}: ${message}`);
}

test.each([
  ['{ system: yuuvis, instance: inst1 }', { system: 'yuuvis', instance: 'inst1', tenant: 'acme' }],
  ['{ system: yuuvis, instance: inst1, tenant: Acme_2 }', { system: 'yuuvis', instance: 'inst1', tenant: 'Acme_2' }],
  ['{ system: idmgmt, instance: inst1 }', { system: 'idmgmt', instance: 'inst1', team: 'acme' }],
  ['{ system: idmgmt, instance: inst1, team: dev }', { system: 'idmgmt', instance: 'inst1', team: 'dev' }],
])('%s leaves to the name of the tenant what it does not say', (written, target) => {
  expect(targetOf(written)).toEqual(target);
});

test('roles, groups and what becomes of a deactivated user are kept', () => {
  const written =
    '{ system: yuuvis, instance: i, onDisabled: reclaim, roles: { primary: [A, B] }, groups: { secondary: [] } }';
  expect(targetOf(written)).toMatchObject({
    onDisabled: 'reclaim',
    roles: { primary: ['A', 'B'] },
    groups: { secondary: [] },
  });
});

test.each([
  ['{ system: yuuvis }', 'target.instance: is missing'],
  [
    '{ system: yuuvis, instance: i, tenant: ../x }',
    'target.tenant: must be letters, digits, "-" and "_", at most 63 characters',
  ],
  ['{ system: yuuvis, instance: i, onDisabled: never }', 'target.onDisabled: must be one of fail, enable, reclaim'],
  ['{ system: yuuvis, instance: i, workspace: ws1 }', 'target.workspace: is not a known key'],
  ['{ system: yuuvis, instance: i, roles: [A] }', 'target.roles: must be a map of names and values, not a list'],
  [
    '{ system: idmgmt, instance: i, team: "" }',
    'target.team: must be letters, digits, "-" and "_", at most 63 characters',
  ],
])('%s is refused', (written, problem) => {
  expect(targetOf(written)).toEqual([problem]);
});

test('a target comes from flags, too; the tenant must be named then', () => {
  expect(targetOf('', { system: 'yuuvis', instance: 'inst1' })).toEqual({
    system: 'yuuvis',
    instance: 'inst1',
    tenant: 'acme',
  });
  expect(tenantOfFlags({ system: 'idmgmt', instance: 'inst1', tenant: 'acme' })).toEqual({
    ok: true,
    value: { tenant: 'acme', target: { system: 'idmgmt', instance: 'inst1', team: 'acme' } },
  });
  expect(tenantOfFlags({ system: 'yuuvis', instance: 'inst1' })).toMatchObject({
    ok: false,
    problems: [{ path: 'tenant', message: 'is missing' }],
  });
});
