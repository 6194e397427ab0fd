import { parseAwsSecret } from '../../../src/input/tenant/aws-secret';
import { formatProblems } from '../../../src/input/text/problem';

function problemsOf(secret: unknown): string[] {
  const parsed = parseAwsSecret(typeof secret === 'string' ? secret : JSON.stringify(secret, null, 1));
  return parsed.ok ? [] : formatProblems(parsed.problems, 'SECRET').split('\n');
}

describe('an AWS secret', () => {
  test('is read into the two lists, with spaces around values dropped and an id where there is one', () => {
    const secret = {
      'ada@acme.example': 'primary,Ada,Lovelace',
      'alan@acme.example': ' secondary , Alan Mathison , Turing , aturing ',
    };
    expect(parseAwsSecret(JSON.stringify(secret))).toEqual({
      ok: true,
      value: {
        primary: [{ email: 'ada@acme.example', given_name: 'Ada', family_name: 'Lovelace' }],
        secondary: [{ email: 'alan@acme.example', given_name: 'Alan Mathison', family_name: 'Turing', id: 'aturing' }],
      },
    });
  });

  test('without entries has no users, which is no error', () => {
    expect(parseAwsSecret('{}')).toEqual({ ok: true, value: { primary: [], secondary: [] } });
  });

  test('is reported with all its bad entries at once, by number and place, without their addresses', () => {
    const lines = problemsOf({
      'a@acme.example': 'primary,A',
      'b@acme.example': 'primary,B,B,b,b',
      'c@acme.example': 'PRIMARY,C,C',
      'd@acme.example': 'secondary,,D',
      'e@acme.example': 'secondary,E,E, ',
      nobody: 'secondary,F,F',
      'g@acme.example': { type: 'primary' },
      'h@acme.example': 'primary,H,H',
      'H@acme.example': 'secondary,H,H',
    });
    const form = '(write "type,given_name,family_name" or "type,given_name,family_name,id")';
    expect(lines).toEqual([
      `SECRET:2:20: entries[0]: has 2 values, not 3 or 4 ${form}`,
      `SECRET:3:20: entries[1]: has 5 values, not 3 or 4 ${form}`,
      'SECRET:4:20: entries[2]: begins with no known user type (primary or secondary)',
      'SECRET:5:20: entries[3].given_name: is empty (give it a value)',
      'SECRET:6:20: entries[4].id: is empty (give it a value)',
      'SECRET:7:12: entries[5].email: is not an e-mail address (write it as name@example.com)',
      `SECRET:8:20: entries[6]: is no text ${form}`,
      'SECRET:12:20: entries[8].email: is the same id but for upper and lower case as entries[7].email in line 11 (a user may stand in one list, once)',
    ]);
    expect(lines.join('\n')).not.toContain('acme.example');
  });

  test('is refused when an address is given twice', () => {
    const twice = '{"a@acme.example": "primary,A,A",\n"a@acme.example": "secondary,A,A"}';
    expect(problemsOf(twice)).toEqual(['SECRET:2:1: (key): is given twice, first in line 1 (keep one of them)']);
  });

  test.each(['ada', '[]', 'null', '"x"', 'a: primary,A,A', '{'])('is refused when it is %j', (text) => {
    expect(problemsOf(text)).toEqual(['SECRET: the secret is not a JSON object (key: e-mail address; value: CSV)']);
  });

  test.each([
    ['secondary,Ada,"Lovelace, Countess"', ['Ada', 'Lovelace, Countess']],
    [' "secondary" , "Ada" , "Lovelace, Countess" , aking', ['Ada', 'Lovelace, Countess', 'aking']],
    ['secondary,"Ada ""A."" M.",Lovelace', ['Ada "A." M.', 'Lovelace']],
    ["secondary,Adriaan,'t Hooft,thooft", ['Adriaan', "'t Hooft", 'thooft']],
    ['secondary,Ada,Lovelace,"a lovelace"', ['Ada', 'Lovelace', 'a lovelace']],
    ['secondary,Ada,Lovelace\r\n', ['Ada', 'Lovelace']],
  ])('is read by the rules of CSV: %s', (value, [given_name, family_name, id]) => {
    const record = { email: 'a@b.example', given_name, family_name, ...(id === undefined ? {} : { id }) };
    expect(parseAwsSecret(JSON.stringify({ 'a@b.example': value }))).toMatchObject({
      ok: true,
      value: { primary: [], secondary: [record] },
    });
  });

  test.each([
    ['secondary,Ada,"Lovelace, Countess', 'has quotes that do not enclose a value'],
    ['secondary,Ada,Lovelace "the, Countess"', 'has quotes that do not enclose a value'],
    ['secondary,Ada,"Lovelace" Countess', 'has quotes that do not enclose a value'],
    ["secondary,Ada,'Lovelace, Countess'", 'has other quotes than " around a comma'],
    ['secondary,Ada,“Lovelace, Countess”', 'has other quotes than " around a comma'],
    ['secondary,Ada,Lovelace, Countess of', 'has a fourth value, the id, with a space in it'],
    ['secondary,Ada,Lovelace\nsecondary,Bob,Li', 'has several lines'],
    ['secondary;Ada;Lovelace', 'has 1 values, not 3 or 4'],
    ['', 'has 0 values, not 3 or 4'],
  ])('is refused where values cannot be told apart: %s', (value, message) => {
    expect(problemsOf(JSON.stringify({ 'a@b.example': value }))).toEqual([
      expect.stringContaining(`entries[0]: ${message} (`),
    ]);
  });

  test.each([
    ['', 'is empty (write {} where it holds nobody)'],
    [' \n', 'is empty (write {} where it holds nobody)'],
    ['\uFEFF{}', 'begins with a byte order mark (save it as UTF-8 without one)'],
  ])('says what it is when it is %j', (text, words) => {
    expect(problemsOf(text)).toEqual([`SECRET: the secret ${words}`]);
  });
});
