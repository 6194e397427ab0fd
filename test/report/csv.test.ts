import { text as wholeOf } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { parseTenantCsv } from '../../src/input/tenant/tenant-file';
import { neutralisedCells } from '../../src/report/csv';
import { renderReport } from '../../src/report/formats';
import { aFailedUser, aRun, aUser } from './a-run';

const flags = { instance: 'inst1', workspace: 'ws1' } as const;

it('writes a row a user, quoted where needed, with CRLF', async () => {
  const message = 'said "no",\nthen nothing';
  const text = await wholeOf(
    renderReport(aRun([aUser('ada@acme.example'), aFailedUser('bob@acme.example', message)]), 'csv', 'everyone'),
  );
  const [header, ada, bob] = parse(text, { record_delimiter: '\r\n' });
  expect(header?.slice(0, 6)).toEqual(['type', 'email', 'given_name', 'family_name', 'id', 'status']);
  expect(ada?.slice(0, 6)).toEqual([
    'secondary',
    'ada@acme.example',
    'Given',
    'Family',
    'ada@acme.example',
    'completed',
  ]);
  expect(bob?.slice(5, 10)).toEqual(['failed', 'create', 'TARGET_REJECTED', '2', message]);
});

it.each(['=', '+', '-', '@', '\t'])('lets no cell begin with %j', async (first) => {
  const record = { email: 'a@b.example', given_name: `${first}1+1`, family_name: `${first}"x"` };
  const text = await wholeOf(renderReport(aRun([aUser('a@b.example', 'primary', { record })]), 'csv', 'everyone'));
  const [, row] = parse(text, { record_delimiter: '\r\n' });
  expect(row?.slice(2, 4)).toEqual([`'${first}1+1`, `'${first}"x"`]);
});

it('gives the failed users alone as a CSV file that can be given back', async () => {
  const own = { email: 'o@acme.example', given_name: 'Ó, "Neil"', family_name: "O'Neill", id: 'a/b "c"' };
  const run = aRun([
    aUser('ada@acme.example'),
    { ...aFailedUser('bob@acme.example', 'no', 'primary') },
    { ...aFailedUser('a/b "c"'), record: own },
  ]);
  const read = parseTenantCsv(Buffer.from(await wholeOf(renderReport(run, 'csv', 'failed'))), flags);
  const bob = { email: 'bob@acme.example', given_name: 'Given', family_name: 'Family' };
  expect(read).toMatchObject({ ok: true, value: { users: { primary: [bob], secondary: [own] } } });
});

it('counts the values of a user that an apostrophe changes in a file to give back', () => {
  const record = { email: '+a@b.example', given_name: '=1', family_name: 'Family' };
  expect(neutralisedCells({ ...aFailedUser('+a@b.example'), record })).toBe(2);
  expect(neutralisedCells(aFailedUser('a@b.example'))).toBe(0);
});
