import { parseTenantCsv, type ReadOptions } from '../../../src/input/tenant/tenant-file';
import { formatProblems } from '../../../src/input/text/problem';

const flags: ReadOptions = { instance: 'inst1', workspace: 'ws1' };
const header = 'type;email;given_name;family_name;id';
const row = 'primary;ada@acme.example;Ada;Lovelace;';
const ada = { email: 'ada@acme.example', given_name: 'Ada', family_name: 'Lovelace' };

function read(text: string | Buffer, options: ReadOptions = {}): unknown {
  const parsed = parseTenantCsv(Buffer.from(text), { ...flags, ...options });
  return parsed.ok ? parsed.value.users : formatProblems(parsed.problems, 'f').split('\n');
}

const separated = (separator: string) => [header, row].join('\r\n').replaceAll(';', separator);

describe('a CSV file that a spreadsheet made is read', () => {
  test.each([
    ['with a line that says the separator', `sep=;\r\n${header}\r\n${row}\r\n`],
    ['likewise after a byte order mark, in capitals', `\uFEFFSEP=;\r\n${header}\r\n${row}\r\n`],
    ['likewise in quotes, filled up', `"sep=;";;;;\r\n${header}\r\n${row}`],
    ['likewise after empty lines', `\r\n\r\nsep=;\r\n\r\n${header}\r\n${row}`],
    ['with commas said', `sep=,\n${separated(',')}`],
    ['with tabs said', `sep=\t\n${separated('\t')}`],
    ['with a separator of its own said', `sep=^\n${separated('^')}`],
    ['that names no separator', `sep=\n${separated('\t')}`],
    ['with bars', separated('|')],
    ['with line ends of an old Macintosh', [header, row, ''].join('\r')],
    ['with line ends that were doubled', [header, row, ''].join('\r\r\n')],
    ['with rows of nothing at its end', `${header}\r\n${row}\r\n;;;;\r\n;;;;\r\n "";;\u00A0;;\r\n`],
    ['with columns of nothing', `;${header};;\r\n;${row};;\r\n;;;;;;;`],
    ['with every value in quotes', `"${header.replaceAll(';', '";"')}"\r\n"${row.replaceAll(';', '";"')}"`],
    ['with its header in capitals', `${header.toUpperCase()}\r\n${row}`],
    ['with a comma in the first header', `type;email;given_name;family_name;"id, of the staff, if any"\r\n${row}`],
  ])('%s', (_, text) => {
    const columns = text.includes('staff') ? { id: 'id, of the staff, if any' } : {};
    expect(read(text, { columns })).toEqual({ primary: [ada], secondary: [] });
  });

  test('with a header over two lines', () => {
    const text = `type;email;"Given\nname";family_name\r\n${row}`;
    expect(read(text, { columns: { given_name: 'given name' } })).toEqual({ primary: [ada], secondary: [] });
  });
});

describe('a CSV file that is not read says what to do', () => {
  test.each([
    [
      'lines above the header',
      `Staff of ACME;;;;\r\n\r\n"as of ""today""\nand later"\r\n${header}\r\n${row}`,
      [
        'f:1:1: stands above the header row, which is line 5 (remove this line)',
        'f:3:1: stands above the header row, which is line 5 (remove this line)',
      ],
    ],
    [
      'lines between that of the separator and the header',
      `sep=;\r\n# staff\r\n${header}\r\n${row}\r\nnobody;x@acme.example;X;X;`,
      [
        'f:2:1: stands above the header row, which is line 3 (remove this line)',
        'f:5:1: type: is no known user type (primary or secondary)',
      ],
    ],
    [
      'another separator than it says',
      `sep=,\n${header}\n${row}`,
      ['f:1:1: says that "," separates the values, in the header row ";" does (correct this line, or remove it)'],
    ],
    [
      'a separator that is none',
      `sep=comma\n${header}\n${row}`,
      ['f:1:1: names no separator (write sep=, or sep=; or remove it)'],
    ],
    [
      'no header',
      `${row}\n${row}`,
      ['f:1:1: the first row is no header (add a row above it: type,email,given_name,family_name,id)'],
    ],
    [
      'rows in quotes',
      `"${header}"\n"${row}"`,
      ['f:1:1: the whole row stands in quotes (remove the quotes at both ends of every row)'],
    ],
    ['the header again', `${header}\n${row}\n${header}\n`, ['f:3:1: repeats the header (remove this row)']],
    [
      'a value in a column without a name',
      `type;email;given_name;family_name;\n${row}alovelace`,
      ['f:2:39: a value stands in a column without a name (name the column, or remove the value)'],
    ],
    ['the same column twice', `${header};EMAIL\n${row};x`, ['f:1:38: email: is a second column for this (keep one)']],
    [
      'a line end in a value',
      `${header}\nprimary;ada@acme.example;"Ada\r\nA.";Lovelace;`,
      ['f:2:26: given_name: holds a control character (remove it)'],
    ],
    [
      'UTF-16',
      Buffer.from(`\uFEFF${header}\n${row}`, 'utf16le'),
      ['f: is UTF-16 text, not UTF-8 (save it as UTF-8; of a spreadsheet: "CSV UTF-8")'],
    ],
    [
      'Latin-1',
      Buffer.from(`${header}\nprimary;ada@acme.example;Zoë;Lovelace;`, 'latin1'),
      ['f:2:1: this line is not UTF-8 text (save it as UTF-8; of a spreadsheet: "CSV UTF-8")'],
    ],
    [
      'a workbook',
      Buffer.from('PK\u0003\u0004…'),
      ['f: is a workbook or an archive, not text (save the sheet as "CSV UTF-8")'],
    ],
    ['nothing but a separator', 'sep=;\r\n', ['f: is empty']],
  ])('%s', (_, text, lines) => {
    expect(read(text)).toEqual(lines);
  });

  test('a column that was named and is not there', () => {
    expect(read(`sep=;\n${header}\n${row}`, { columns: { email: 'MAIL' } })).toEqual([
      'f:2:1: the header has no column "MAIL" (correct the header, or --column email=MAIL)',
    ]);
  });
});
