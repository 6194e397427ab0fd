import { text as wholeOf } from 'node:stream/consumers';
import { parse } from 'yaml';
import { reportFormats } from '../../src/domain/report/file-formats';
import { renderReport } from '../../src/report/formats';
import { aFailedUser, aRun } from './a-run';

const escape = '\u001B]0;title\u0007\u001B[2J\u009B31m\u202Edrow\u2066\rover\u007F\u0000';
const steering = /(?![\t\n\r])\p{Cc}|[\u202A-\u202E\u2066-\u2069]|\r(?!\n)/u;
const record = { email: 'a@b.example', given_name: `Ada${escape}`, family_name: escape, id: `i${escape}` };
const users = [{ ...aFailedUser('a@b.example', `said ${escape}`), record, id: record.id }];

describe.each(reportFormats)('a report as %s', (format) => {
  it.each(['everyone', 'failed'] as const)('has nothing that steers a terminal, of %s', async (scope) => {
    const text = await wholeOf(renderReport(aRun(users), format, scope));
    expect(text).toContain('drow');
    expect(text).not.toMatch(steering);
  });
});

it('loses nothing of it where it can be escaped', async () => {
  const [yaml, json] = await Promise.all(
    (['yaml', 'json'] as const).map((format) => wholeOf(renderReport(aRun(users), format, 'failed'))),
  );
  expect(parse(yaml ?? '').users.secondary).toEqual([record]);
  expect(JSON.parse(json ?? '').users[0].record).toEqual(record);
});
