import { problemsOf } from '../tenant/tenant-text';

const users = Array.from({ length: 9 }, (_, n) => `&u${n} [*u${n - 1}, *u${n - 1}]`);

describe('a text that is no single plain YAML document', () => {
  test.each([
    ['a bracket that is not closed', 'users: [', '1:9: the indentation does not fit, or a bracket is not closed'],
    [
      'a quote that is not closed',
      'tenant: "acme',
      '1:14: something is missing here: a closing quote or bracket, a comma, a colon or a space',
    ],
    ['a tab for indentation', 'users:\n\tprimary: []', '2:1: a tab is used for indentation; use spaces'],
    ['a value that needs quotes', 'tenant: @acme', '1:9: a value that begins with this character needs quotes'],
    ['a second colon', 'tenant: a: b', '1:9: a second ": " in one line; a value that holds ": " needs quotes'],
    ['a tag', 'tenant: !!int 3', '1:9: tags (!…) are not used here; remove it'],
    [
      'several documents',
      'tenant: a\n---\ntenant: b',
      '2:1: a second document begins here (only one is accepted: split the file)',
    ],
  ])('is refused with line and column: %s', (_name, text, expected) => {
    expect(problemsOf(text)).toContain(`tenant.yaml:${expected}`);
  });

  test('is refused as empty when nothing is in it', () => {
    expect(problemsOf('# only a comment\n')).toEqual(['tenant.yaml: is empty but for comments']);
    expect(problemsOf('---\n...\n')).toEqual(['tenant.yaml: is empty']);
  });

  test('is refused for keys given twice, merge keys, aliases and keys that are no text, together with what else is wrong', () => {
    const lines = problemsOf('tenant: &t acme\ntenant: beta\nusers: *t\n<<: *t\n? [a]\n: b\n');
    expect(lines).toEqual([
      'tenant.yaml:1:1: target: is missing (add it to the file, or pass --instance and --workspace)',
      'tenant.yaml:2:1: tenant: is given twice, first in line 1 (keep one of them)',
      'tenant.yaml:3:8: users: aliases (*) are not accepted (write the value out)',
      'tenant.yaml:4:1: merge keys (<<) are not accepted (write the values out)',
      'tenant.yaml:5:3: a key here is empty or no plain text (write "name: value")',
    ]);
  });

  test('does not unfold an alias bomb', () => {
    const lines = problemsOf(`a:\n${users.map((user) => `  - ${user}\n`).join('')}`);
    expect(lines.filter((line) => line.includes('aliases (*) are not accepted'))).toHaveLength(18);
  });

  // Composing recurses; unbounded, these end the process.
  test.each([
    ['brackets', '['.repeat(1_000_000)],
    ['closed brackets', `${'['.repeat(900_000)}${']'.repeat(900_000)}`],
    ['braces', '{a: '.repeat(300_000)],
    ['dashes', '- '.repeat(1_000_000)],
    ['question marks', '? '.repeat(1_000_000)],
    ['indentation', Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
  ])('is refused when it is nested without end by %s', (_name, text) => {
    expect(problemsOf(text)[0]).toMatch(/^tenant.yaml:\d+:\d+: is nested too deeply here/);
  });

  test.each([
    ['keys', Array.from({ length: 150_000 }, (_, n) => `k${n}:\n`).join('')],
    ['documents', '---\n'.repeat(500_000)],
    ['empty lines', '\n'.repeat(2_000_000)],
    ['anchors', '&a '.repeat(600_000)],
  ])('is refused when it holds too many %s', (_name, text) => {
    expect(problemsOf(text)[0]).toMatch(/^tenant.yaml:\d+:\d+: holds too much/);
  });
});
