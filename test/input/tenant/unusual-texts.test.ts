import { parseAwsSecret } from '../../../src/input/tenant/aws-secret';
import { parseTenantCsv, parseTenantFile } from '../../../src/input/tenant/tenant-file';
import { formatProblems } from '../../../src/input/text/problem';

const user = (id: string, n: number) =>
  `    - { email: u${n}@acme.example, given_name: A, family_name: B, id: '${id}' }`;

function remarksOf(ids: readonly string[], target = 'system: mas, instance: i, workspace: w'): string {
  const lines = ['tenant: acme', `target: { ${target} }`, 'users:', '  primary: []', '  secondary:', ...ids.map(user)];
  const read = parseTenantFile(Buffer.from(`${lines.join('\n')}\n`));
  return read.ok ? formatProblems(read.remarks ?? [], 'tenant.yaml') : 'refused';
}

test.each(['ada', 'Ada.Lovelace_1-2@acme.example'])('%s is an id that MAS takes as it is installed', (id) => {
  expect(remarksOf([id])).toBe('');
});

test.each(['a/b', 'a b', 'ada+test@acme.example', 'müller', '"x"'])('%s is warned about, and not refused', (id) => {
  const remark = remarksOf([id]);
  expect(remark).toMatch(/^tenant\.yaml:6:\d+: users\.secondary\[0\]\.id: is not made of letters/);
  expect(remark).toContain('allowSpecialChars');
  expect(remark).not.toContain(id);
});

test('an address that stands for an id counts, and many users are counted, not listed', () => {
  const csv = 'type,email,given_name,family_name\nprimary,ada+1@acme.example,A,B\n';
  const read = parseTenantCsv(Buffer.from(csv), { instance: 'i', workspace: 'w' });
  expect(read).toMatchObject({ ok: true, remarks: [{ line: 2, path: 'email' }] });
  const many = remarksOf(Array.from({ length: 9 }, (_, n) => `a/${n}`)).split('\n');
  expect(many).toHaveLength(4);
  expect(many.at(-1)).toBe('tenant.yaml: 6 more like that');
});

test('the same holds for the entries of an AWS secret, which are named by their number', () => {
  const read = parseAwsSecret(
    JSON.stringify({ 'ada@acme.example': 'primary,A,B', 'bob+1@acme.example': 'primary,A,B' }),
  );
  expect(read).toMatchObject({ ok: true, remarks: [{ path: 'entries[1].email' }] });
});

test('each system has its own alphabet', () => {
  const yuuvis = 'system: yuuvis, instance: i, tenant: t';
  expect(remarksOf(['müller'], yuuvis)).toBe('');
  expect(remarksOf(['ab'], yuuvis)).toContain('at least 3 characters');
  expect(remarksOf(['a/b'], yuuvis)).toContain('Keycloak');
  expect(remarksOf(['a/b'], 'system: idmgmt, instance: i, team: t')).toBe('');
});
