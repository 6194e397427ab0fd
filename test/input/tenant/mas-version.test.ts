import { parseTenantFile } from '../../../src/input/tenant/tenant-file';

function parse(target: string, version?: string) {
  const users = 'users: {primary: [{email: ada@acme.example, given_name: Ada, family_name: Lovelace}], secondary: []}';
  return parseTenantFile(Buffer.from(`tenant: acme\ntarget: ${target}\n${users}\n`), { version });
}

const place = 'system: mas, instance: inst1, workspace: ws1';

it('is text as it is written, in the file or as a flag', () => {
  expect(parse(`{${place}, version: 9.10}`)).toMatchObject({ ok: true, value: { target: { version: '9.10' } } });
  expect(parse(`{${place}}`, '9.1.x')).toMatchObject({ ok: true, value: { target: { version: '9.1.x' } } });
  expect(parse(`{${place}, version: 9.1}`, '9.1')).toMatchObject({ ok: true });
});

it('may be left out', () => {
  const { version } = { version: undefined, ...Object(parse(`{${place}}`)).value.target };
  expect(version).toBeUndefined();
});

it('is an error with its place when it is none, in the file and as a flag', () => {
  expect(parse(`{${place}, version: 9.1.x-stable}`)).toMatchObject({
    ok: false,
    problems: [{ line: 2, path: 'target.version', message: expect.stringContaining('must be a MAS version such as') }],
  });
  expect(parse(`{${place}}`, '9.1.x-stable')).toMatchObject({
    ok: false,
    problems: [{ path: '--mas-version', message: expect.stringContaining('the name of a channel') }],
  });
});

it('may not differ between file and flag', () => {
  expect(parse(`{${place}, version: '9.0'}`, '9.1')).toMatchObject({
    ok: false,
    problems: [{ path: 'target.version', message: 'differs from --mas-version' }],
  });
});
