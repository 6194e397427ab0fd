import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { parse } from 'yaml';
import { parseConfig } from '../../../src/worker/config';
import { parseTenantFile } from '../../../src/input/tenant/tenant-file';
import { tenantJsonSchema } from '../../../src/input/tenant/tenant-schema';
import { ada, plainFlags, tenantWith } from './tenant-text';

const root = join(__dirname, '..', '..', '..');
const isConfiguration = (name: string) => name.endsWith('-config.yaml');
const entries = readdirSync(join(root, 'examples'), { withFileTypes: true });
const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
const examples = files.filter((name) => !isConfiguration(name));
const schemaText = readFileSync(join(root, 'tenant.schema.json'), 'utf8');
const schema: unknown = JSON.parse(schemaText);

function accepts(document: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  return new Ajv().validate(schema, document);
}

const native: unknown = parse(tenantWith(ada));

describe('tenant.schema.json', () => {
  test('is what the program generates now (npm run pages writes it)', () => {
    expect(schemaText).toBe(`${JSON.stringify(tenantJsonSchema(), null, 2)}\n`);
  });

  test.each([
    ['an unknown key', { ...Object(native), extra: 1 }],
    ['a list too few', { users: { primary: [] } }],
    ['a list that is none', { users: { primary: {}, secondary: [] } }],
    ['no users', { tenant: 'acme' }],
    ['a tenant that is no name', { ...Object(native), tenant: 'Acme Corp' }],
    ['an unknown system', { ...Object(native), target: { system: 'sap', instance: 'i', workspace: 'w' } }],
    ['a user without a name', { users: { primary: [{ email: 'a@b.example' }], secondary: [] } }],
    [
      'a name that is too long',
      { users: { primary: [{ email: 'a@b.example', given_name: 'x'.repeat(31), family_name: 'B' }], secondary: [] } },
    ],
  ])('refuses %s', (_name, document) => {
    expect(accepts(document)).toBe(false);
  });

  test('accepts the native form', () => {
    expect(accepts(native)).toBe(true);
  });

  test('knows the limits of the system that the file names', () => {
    const users = { primary: [{ email: 'a@b.example', given_name: 'x'.repeat(31), family_name: 'B' }], secondary: [] };
    expect(accepts({ tenant: 'acme', target: { system: 'yuuvis', instance: 'inst1' }, users })).toBe(true);
    expect(accepts({ tenant: 'acme', target: { system: 'mas', instance: 'i', workspace: 'w' }, users })).toBe(false);
  });
});

describe('the examples', () => {
  test.each(examples)('%s is valid by the schema', (name) => {
    expect(accepts(parse(readFileSync(join(root, 'examples', name), 'utf8')))).toBe(true);
  });

  test.each(examples)('%s is a valid tenant file', (name) => {
    const bytes = readFileSync(join(root, 'examples', name));
    expect(parseTenantFile(bytes, name.startsWith('pipeline') ? plainFlags : {})).toMatchObject({ ok: true });
  });

  test.each(files.filter(isConfiguration))('%s is a valid worker configuration', (name) => {
    expect(parseConfig(readFileSync(join(root, 'examples', name)))).toMatchObject({ ok: true });
  });
});
