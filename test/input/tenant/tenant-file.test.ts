import fc from 'fast-check';
import { formatProblems } from '../../../src/input/text/problem';
import { parseTenantFile } from '../../../src/input/tenant/tenant-file';
import { ada, plainFlags, problemsAt, problemsOf, tenantWith } from './tenant-text';
import { systems } from '../../../src/domain/systems/systems';

const user = { email: 'ada@acme.example', given_name: 'Ada', family_name: 'Lovelace' };
const plain = JSON.stringify({ users: { primary: [user], secondary: [] } });

function definitionOf(text: string, flags = {}) {
  const parsed = parseTenantFile(Buffer.from(text), flags);
  if (!parsed.ok) throw new Error(formatProblems(parsed.problems, 'tenant.yaml'));
  return parsed.value;
}

describe('a tenant file', () => {
  test('is read in its native form', () => {
    expect(definitionOf(tenantWith(ada))).toEqual({
      tenant: 'acme',
      target: { system: 'mas', instance: 'inst1', workspace: 'ws1' },
      users: { primary: [user], secondary: [] },
    });
  });

  test('is read as JSON, with a byte order mark, and with Windows line ends', () => {
    expect(definitionOf(plain, plainFlags).users.primary).toEqual([user]);
    expect(definitionOf(`\uFEFF${tenantWith(ada)}`).tenant).toBe('acme');
    expect(definitionOf(tenantWith(ada).replaceAll('\n', '\r\n')).users.primary).toEqual([user]);
  });

  test.each(['0123', 'Null', 'no', '1e3', '12:30', '2024-01-01', 'true', '0x1F', '~', '.5'])(
    'keeps the value %s of a record as that text',
    (text) => {
      const { primary } = definitionOf(
        tenantWith(`{ email: a@acme.example, given_name: ${text}, family_name: B }`),
      ).users;
      expect(primary[0]?.given_name).toBe(text);
    },
  );

  test('keeps numbers of a JSON record as their text, and takes null for no value', () => {
    const json = (id: string) =>
      `{"users": {"primary": [{"email": "a@b.example", "given_name": 12, "family_name": "B"${id}}], "secondary": []}}`;
    expect(definitionOf(json(''), plainFlags).users.primary[0]?.given_name).toBe('12');
    expect(problemsOf(json(', "id": null'), plainFlags)).toEqual([
      'tenant.yaml:1:93: users.primary[0].id: is empty (leave the key out: the id is the e-mail address then)',
    ]);
  });

  test('returns ids as they came, whatever they hold', () => {
    const id = `o'neill "x" a/b+c@d%20#?`;
    const record = JSON.stringify({ ...user, id });
    expect(definitionOf(tenantWith(record)).users.primary[0]?.id).toBe(id);
  });

  test('accepts names of every script and at their limits', () => {
    const names = [
      ['李', '小龙'],
      ['Ł'.repeat(30), 'é'.repeat(50)],
      ['𝒜'.repeat(30), '𝒜'.repeat(50)],
    ];
    const users = names.map(
      ([given, family], index) => `{ email: u${index}@acme.example, given_name: ${given}, family_name: ${family} }`,
    );
    expect(problemsOf(tenantWith(...users))).toEqual([]);
  });
});

describe('the plain form', () => {
  test('takes its target from flags and its tenant from instance and workspace', () => {
    expect(definitionOf(plain, plainFlags)).toMatchObject({
      tenant: 'inst1-ws1',
      target: { system: 'mas', instance: 'inst1', workspace: 'ws1' },
    });
    expect(definitionOf(plain, { ...plainFlags, tenant: 'acme' }).tenant).toBe('acme');
  });

  test('says which flags are missing', () => {
    expect(problemsOf(plain)).toEqual([
      'tenant.yaml:1:1: tenant: is missing (add it to the file, or pass --tenant)',
      'tenant.yaml:1:1: target: is missing (add it to the file, or pass --instance and --workspace)',
    ]);
    expect(problemsOf(plain, { instance: 'inst1', tenant: 'acme' })).toEqual([
      'tenant.yaml:1:1: target.workspace: is missing (add it to the file, or pass --workspace)',
    ]);
  });

  test('asks for a tenant when instance and workspace are too long for one', () => {
    const flags = { instance: 'i'.repeat(40), workspace: 'w'.repeat(40) };
    expect(problemsOf(plain, flags)).toEqual([
      'tenant.yaml:1:1: tenant: is missing (add it to the file, or pass --tenant)',
    ]);
    expect(problemsOf(plain, { ...flags, tenant: 'acme' })).toEqual([]);
  });

  test('refuses flags that name no tenant or target, each by name', () => {
    const flags = { system: 'sap', instance: 'Inst 1', workspace: 'ws1', tenant: '../x' };
    expect(problemsOf(plain, flags).map((line) => line.split(': ')[1])).toEqual(['--system', '--instance', '--tenant']);
  });

  test('refuses flags that contradict the file, and accepts those that agree', () => {
    expect(problemsOf(tenantWith(ada), { system: 'mas', instance: 'inst1', workspace: 'ws1', tenant: 'acme' })).toEqual(
      [],
    );
    expect(problemsOf(tenantWith(ada), { instance: 'inst2', tenant: 'other' })).toEqual([
      'tenant.yaml:1:9: tenant: differs from --tenant (leave the flag out, or mend the file)',
      'tenant.yaml:2:34: target.instance: differs from --instance (leave the flag out, or mend the file)',
    ]);
  });
});

describe('problems', () => {
  test('are reported all at once, in the order of the file, each with line, column and remedy', () => {
    const text = `tenant: Acme Corp
target: { system: sap, instance: inst1, workspace: ws1 }
user: {}
users:
  primary:
    - emial: ada@acme.example
      given_name:
      family_name: [Love, lace]
    - { email: nobody, given_name: A, family_name: B }
  secondary:
`;
    expect(problemsOf(text)).toEqual([
      'tenant.yaml:1:9: tenant: must be lower-case letters, digits and "-", at most 63 characters',
      `tenant.yaml:2:19: target.system: must be one of ${systems.join(', ')}`,
      'tenant.yaml:3:1: user: is not a known key (did you mean "users"?)',
      'tenant.yaml:6:7: users.primary[0].email: is missing',
      'tenant.yaml:6:7: users.primary[0].emial: is not a known key (did you mean "email"?)',
      'tenant.yaml:7:18: users.primary[0].given_name: is empty',
      'tenant.yaml:8:20: users.primary[0].family_name: must be text, not a list',
      'tenant.yaml:9:16: users.primary[1].email: is not an e-mail address (write it as name@example.com)',
      'tenant.yaml:10:13: users.secondary: is empty (both lists must be there; [] is a list of none)',
    ]);
  });

  test('after fifty are only counted', () => {
    const faulty = Array.from({ length: 60 }, () => '{ email: x, given_name: A, family_name: B }');
    const lines = problemsOf(tenantWith(...faulty));
    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toMatch(/^tenant.yaml: and \d+ more$/);
  });

  test('never repeat a value, nor a key that looks like one', () => {
    const secret = 'margaret.private';
    const values = problemsOf(
      tenantWith(
        `{ email: ${secret}, given_name: ${secret.repeat(3)}, family_name: " ${secret}", id: "${secret}\\u0007" }`,
        `{ ${secret}@acme.example: x }`,
        `${secret}`,
        `{ email: *${secret}, given_name: A, family_name: B }`,
      ),
    );
    const syntax = [
      `tenant: "${secret}`,
      `a: !${secret} x`,
      `"\\q${secret}"`,
      `a: b\n}${secret}`,
      `%${secret}`,
    ].flatMap((text) => {
      const lines = problemsOf(text);
      expect(lines).not.toEqual([]);
      return lines;
    });
    expect(values).toHaveLength(10);
    expect([...values, ...syntax].join('\n')).not.toContain(secret);
  });

  test('of keys: unknown ones, also those every object has, with the nearest known key', () => {
    const key = (name: string) =>
      problemsAt(
        tenantWith(`{ ${name}: x, email: a@b.example, given_name: A, family_name: B }`),
        `users.primary[0].${name}`,
      );
    expect(key('givenName')[0]?.hint).toBe('did you mean "given_name"?');
    expect(key('__proto__')[0]?.message).toBe('is not a known key');
    expect(key('constructor')[0]?.message).toBe('is not a known key');
    expect(problemsOf(`__proto__: {}\n${tenantWith(ada)}`)).toEqual([
      'tenant.yaml:1:1: __proto__: is not a known key (known here: tenant, target, users)',
    ]);
    expect(problemsOf(tenantWith(ada).replace('system:', '__proto__: x, system:'))).toEqual([
      expect.stringContaining('tenant.yaml:2:11: target.__proto__: is not a known key (known here: system, instance, '),
    ]);
    expect(key('telephone')[0]?.hint).toBe('known here: email, given_name, family_name, id');
  });

  test('of users: no users, missing lists, lists that are none, users that are none', () => {
    const file = (users: string) =>
      problemsOf(`tenant: acme\ntarget: { system: mas, instance: i, workspace: w }\nusers: ${users}\n`);
    expect(file('{ primary: [], secondary: [] }')).toEqual([]);
    expect(file('{ primary: [] }')).toEqual([
      'tenant.yaml:3:8: users.secondary: is missing (both lists must be there; [] is a list of none)',
    ]);
    expect(file('{ primary: ada, secondary: {} }')).toEqual([
      'tenant.yaml:3:19: users.primary: must be a list, not text',
      'tenant.yaml:3:35: users.secondary: must be a list, not a map of names and values',
    ]);
    expect(file(`{ primary: [ada@acme.example], secondary: [] }`)).toEqual([
      'tenant.yaml:3:20: users.primary[0]: must be a map of names and values, not text',
    ]);
    expect(file('')).toEqual(['tenant.yaml:3:8: users: is empty (write users: { primary: […], secondary: […] })']);
  });
});

describe('any text at all', () => {
  const marks = fc.constantFrom(
    ...'ab:0 \n\t-?[]{}"\'&*!|>%@#,~<'.split(''),
    'users',
    ': ',
    '- ',
    '\n  ',
    '---\n',
    '\\u',
  );

  test('is a tenant or has problems with places in it', () => {
    const judged = (text: string) => {
      const parsed = parseTenantFile(Buffer.from(text), plainFlags);
      const lines = text.split('\n').length;
      return (
        parsed.ok || (parsed.problems.length > 0 && parsed.problems.every(({ line }) => line >= 0 && line <= lines))
      );
    };
    fc.assert(fc.property(fc.string({ unit: marks, maxLength: 60 }), judged), { numRuns: 500 });
    fc.assert(fc.property(fc.string({ unit: 'binary' }), judged));
  });

  test('keeps every record that it accepts to the letter', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const kept = (given_name: string, id: string) => {
      const record = { ...user, given_name, id };
      const parsed = parseTenantFile(
        Buffer.from(JSON.stringify({ users: { primary: [record], secondary: [] } })),
        plainFlags,
      );
      if (parsed.ok) expect(parsed.value.users.primary).toEqual([record]);
    };
    fc.assert(fc.property(text, text, kept));
  });
});
