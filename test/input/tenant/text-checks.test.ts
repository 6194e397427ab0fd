import { emailText, idText, printableText } from '../../../src/input/tenant/text-checks';

function fault(schema: typeof emailText, text: string): string {
  return (
    schema
      .safeParse(text)
      .error?.issues.map(({ message }) => message)
      .join('; ') ?? 'fine'
  );
}

describe('an e-mail address', () => {
  test.each([
    'ada@acme.example',
    "jean.o'neill+acme@partner.example",
    'ada@localhost',
    'a@b.c',
    'zoë@müller.example',
    'ада@почта.example',
    `${'a'.repeat(64)}@acme.example`,
  ])('may be %s', (text) => {
    expect(fault(emailText, text)).toBe('fine');
  });

  test.each([
    'ada',
    '@acme.example',
    'ada@',
    'ada@@acme.example',
    'ada@acme@example',
    'ada lovelace@acme.example',
    'Ada <ada@acme.example>',
    'mailto:ada@acme.example',
    'ada@acme.example;bob@acme.example',
    '.ada@acme.example',
    'ada..l@acme.example',
    'ada.@acme.example',
    'ada@acme..example',
    'ada@.example',
    'ada@acme.example.',
    'ada@-acme.example',
    'ada@acme_corp.example',
    `${'a'.repeat(65)}@acme.example`,
    `ada@${'a'.repeat(64)}.example`,
  ])('may not be %s', (text) => {
    expect(fault(emailText, text)).toBe('is not an e-mail address');
  });

  test('may hold no invisible character and have at most 254 characters', () => {
    expect(fault(emailText, 'ada\u200b@acme.example')).toBe('holds an invisible character');
    expect(fault(emailText, `ada@${'a.'.repeat(130)}example`)).toBe('has 271 characters');
  });
});

describe('text of a record', () => {
  const name = printableText(5);

  test.each([
    ['', 'is empty'],
    [' ', 'is blank'],
    ['\u00a0\u2003', 'is blank'],
    [' Ada', 'begins or ends with white space'],
    ['Ada\u00a0', 'begins or ends with white space'],
    ['Ada\n', 'holds a control character'],
    ['A\u0000a', 'holds a control character'],
    ['A\u0085a', 'holds a control character'],
    ['A\u202ea', 'holds a control character'],
    ['A\ud800a', 'holds a control character'],
    ['Adaaaa', 'has 6 characters'],
    ['𝒜𝒜𝒜𝒜𝒜', 'fine'],
    ["O'N il", 'has 6 characters'],
    ['می‌خ', 'fine'],
  ])('%j: %s', (text, expected) => {
    expect(fault(name, text)).toBe(expected);
  });
});

describe('an id', () => {
  const id = idText(100);

  test.each(["o'neill", '"x"', 'a/b', 'a+b@c', '100%', 'a b', '...', '-', '李', '#?'])('may be %s', (text) => {
    expect(fault(id, text)).toBe('fine');
  });

  test('may be no dots that would name another place, and hold nothing invisible', () => {
    expect(fault(id, '.')).toBe('may not be "." or ".."');
    expect(fault(id, '..')).toBe('may not be "." or ".."');
    expect(fault(id, 'ada\u00ad')).toBe('holds an invisible character');
    expect(fault(id, 'a'.repeat(100))).toBe('fine');
    expect(fault(id, 'a'.repeat(101))).toBe('has 101 characters');
  });
});
