import type { UserFindings } from '../../src/plan/findings';
import { canonical, parsePlan, planDocument, plannedDefinition } from '../../src/plan/plan-document';
import { recordOf, tenantOf } from './stand';

const kind = {
  account: { entitlement: { application: 'PREMIUM', alwaysReserveLicense: true } },
  identityProviders: ['local'],
  memberships: [{ place: 'ws1', role: 'admin' }],
  roles: [{ application: 'manage', role: 'MANAGEUSER' }],
  synchronise: ['manage'],
  groups: [],
};
const definition = tenantOf([recordOf('ada')], [{ ...recordOf('bob'), id: 'b/1' }]);

function planOf(...verdicts: UserFindings['verdict'][]) {
  const records = [...definition.users.primary, ...definition.users.secondary];
  const users = verdicts.map((verdict, index): UserFindings => {
    const type = index === 0 ? 'primary' : 'secondary';
    return { ...(records[index] ?? recordOf('nobody')), type, verdict, steps: [] };
  });
  return planDocument(definition, { plans: { primary: kind, secondary: kind }, users });
}

test('a plan comes back from its file as it was', () => {
  const plan = planOf('same', 'change');
  expect(parsePlan(JSON.stringify(plan, undefined, 2))).toEqual({ ok: true, plan });
});

test('it tells the tenant it was made for', () => {
  expect(plannedDefinition(planOf('same', 'change'))).toEqual(definition);
});

test.each([
  [['same', 'differs'], 'nothing-to-do'],
  [['same', 'change'], 'changes'],
  [['same', 'unknown'], 'changes'],
  [['failed', 'change'], 'incomplete'],
] as const)('with users that are %j its status is %s', (verdicts, status) => {
  expect(planOf(...verdicts).status).toBe(status);
});

test('one that was edited is refused', () => {
  const text = JSON.stringify(planOf('same', 'change')).replace('bob@acme.example', 'eve@acme.example');
  expect(parsePlan(text)).toEqual({ ok: false, problem: expect.stringContaining('digest') });
});

test('another version, and what is no plan, are refused without repeating what they hold', () => {
  const other = JSON.stringify({ ...planOf('same'), version: 2 });
  for (const text of [other, 'ada@acme.example', '{"email": "ada@acme.example"}', '[]', '']) {
    const read = parsePlan(text);
    expect(read).toEqual({ ok: false, problem: expect.stringContaining('is no plan') });
    expect(JSON.stringify(read)).not.toContain('ada@');
  }
});

test('the order of keys does not matter', () => {
  expect(canonical({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(canonical({ b: [{ d: 3, c: 2 }], a: 1 }));
  expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
});
