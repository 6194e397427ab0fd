import { type ReadOptions, parseTenantCsv } from '../../../src/input/tenant/tenant-file';
import { formatProblems } from '../../../src/input/text/problem';

const flags: ReadOptions = { instance: 'inst1', workspace: 'ws1' };

function read(text: string, options: ReadOptions = {}): unknown {
  const parsed = parseTenantCsv(Buffer.from(text), { ...flags, ...options });
  return parsed.ok ? parsed.value : formatProblems(parsed.problems, 'users.csv').split('\n');
}

const ada = { email: 'ada@acme.example', given_name: 'Ada', family_name: 'Lovelace' };
const alan = { email: 'alan@acme.example', given_name: 'Alan', family_name: 'Turing', id: 'aturing' };
const tenant = {
  tenant: 'inst1-ws1',
  target: { system: 'mas', instance: 'inst1', workspace: 'ws1' },
  users: { primary: [ada], secondary: [alan] },
};

describe('a CSV file', () => {
  test.each([
    [',', 'comma'],
    [';', 'semicolon'],
    ['\t', 'tab'],
  ])('is read with %j between the values', (separator) => {
    const text = [
      'type,email,given_name,family_name,id',
      'primary,ada@acme.example,Ada,Lovelace,',
      'secondary,alan@acme.example,Alan,Turing,aturing',
    ]
      .join('\n')
      .replaceAll(',', separator);
    expect(read(text)).toEqual(tenant);
  });

  test('may have a byte order mark, CRLF, empty rows, spaces around values, columns in any order, no column id', () => {
    const text =
      '\uFEFFEmail , family_name,TYPE,given_name\r\n\r\n ada@acme.example,Lovelace , primary,Ada\r\n,,,\r\nbo@acme.example,Li,secondary,Bo';
    const bo = { email: 'bo@acme.example', given_name: 'Bo', family_name: 'Li' };
    expect(read(text)).toEqual({ ...tenant, users: { primary: [ada], secondary: [bo] } });
  });

  test('keeps what is in quotes: separators, doubled quotes, and values that look like numbers', () => {
    const text = 'type,email,given_name,family_name,id\nprimary,a@acme.example,"Ann, ""A""",007,"0123"\n';
    const ann = { email: 'a@acme.example', given_name: 'Ann, "A"', family_name: '007', id: '0123' };
    expect(read(text)).toMatchObject({ users: { primary: [ann] } });
  });

  test('is reported with all its problems at once, by line and column, with no value repeated', () => {
    const text = [
      'type,email,given_name,family_name,id',
      'PRIMARY,a@acme.example,A,A',
      'primary,nobody,"B",B',
      '',
      'secondary,c@acme.example,,C',
      'secondary,d@acme.example,D,D,d,extra',
      'secondary,e@acme.example,"E',
      'E",E',
      'primary,f@acme.example,F,F,',
      'primary,"F@acme.example",F,F,',
      ',g@acme.example,G',
    ].join('\r\n');
    const lines = [
      'users.csv:2:1: type: is no known user type (primary or secondary)',
      'users.csv:3:9: email: is not an e-mail address (write it as name@example.com)',
      'users.csv:5:26: given_name: is empty (give it a value)',
      'users.csv:6:32: this row has 6 values, the header 5 (quote values that hold the separator)',
      'users.csv:7:26: given_name: holds a control character (remove it)',
      'users.csv:10:9: email: is the same id but for upper and lower case as email in line 9 (a user may stand in one list, once)',
      'users.csv:11:1: type: is empty (primary or secondary)',
      'users.csv:11:1: family_name: is empty (give it a value)',
    ];
    expect(read(text)).toEqual(lines);
  });

  test('is told every row that is no CSV', () => {
    const text = 'type,email,given_name,family_name\nprimary,a"x,A,A\nprimary,"b" c,B,B\nprimary,ok@acme.example,C,C\n';
    expect(read(text)).toEqual([
      'users.csv:2:1: a quote stands inside a value (quote the whole value and double the quotes in it)',
      'users.csv:3:1: text follows a closing quote (double the quotes inside a quoted value)',
    ]);
    expect(read('type,email,given_name,family_name\nprimary,"a@acme.example,A,A\n')).toEqual([
      expect.stringMatching(/^users\.csv:\d+:1: a quoted value .* is not closed/),
    ]);
  });

  test('is told of a row with very many quotes in it, which take no time each', () => {
    const text = `type,email,given_name,family_name\npri${'"'.repeat(20_000)}mary,a,A,A\n`;
    const before = process.cpuUsage();
    expect(read(text)).toEqual([expect.stringMatching(/^users\.csv:2:1: a quote stands inside a value/)]);
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });

  test('is told which columns are missing, unknown or there twice', () => {
    expect(read('type,emial,given_name,family_name,Type\nprimary,a@acme.example,A,A,x')).toEqual([
      'users.csv:1:1: the header has no column "email" (add it, or name the column that holds it: --column email=HEADER)',
      'users.csv:1:6: emial: is not a known column (did you mean "email"?)',
      'users.csv:1:35: type: is a second column for this (keep one)',
    ]);
  });

  test.each(['type,email,given_name,family_name', 'type,email,given_name,family_name\n,,,\n'])(
    'of no users is a list of none: %j',
    (text) => {
      expect(read(text)).toEqual({ ...tenant, users: { primary: [], secondary: [] } });
    },
  );

  test('has its target in flags', () => {
    const options = { instance: undefined, workspace: undefined };
    expect(read('type,email,given_name,family_name\nprimary,a@acme.example,A,A', options)).toEqual([
      expect.stringContaining('--tenant'),
      expect.stringContaining('--instance and --workspace'),
    ]);
  });

  test('with a row of a million values is none', () => {
    expect(read(`type,email,given_name,family_name\n${','.repeat(1_000_000)}x`)).toEqual([
      'users.csv: holds too much (is this the right file?)',
    ]);
  });
});

describe("a CSV file of MAS' own user import", () => {
  const columns = { email: 'mail' };

  test('of 9.0 is read with the column of the e-mail address named, and one type for all', () => {
    const text =
      'id,username,displayName,givenName,familyName,title,mail\naturing,at,Alan Turing,Alan,Turing,Mr.,alan@acme.example\n';
    expect(read(text, { columns, userType: 'secondary' })).toMatchObject({ users: { primary: [], secondary: [alan] } });
  });

  test('of 9.1 is read with several rows for one user', () => {
    const text = [
      'USERID,LOGINID,DISPLAYNAME,FIRSTNAME,LASTNAME,MAIL,GROUPNAME',
      'aturing,at,Alan Turing,Alan,Turing,alan@acme.example,ONE',
      'aturing,,,,,,TWO',
    ].join('\n');
    expect(read(text, { columns, userType: 'secondary' })).toMatchObject({ users: { primary: [], secondary: [alan] } });
  });

  test('is refused when two rows of one id say different things', () => {
    const text = 'USERID,FIRSTNAME,LASTNAME,mail\nx,A,A,a@acme.example\nx,B,B,b@acme.example';
    expect(read(text, { columns, userType: 'secondary' })).toEqual([
      'users.csv:3:1: id: is the same id as id in line 2 (a user may stand in one list, once)',
    ]);
  });

  test('is told to name the column of the e-mail address', () => {
    expect(read('id,givenName,familyName\nx,A,A', { userType: 'primary' })).toEqual([
      expect.stringContaining('--column email=HEADER'),
    ]);
  });
});
