import { text as wholeOf } from 'node:stream/consumers';
import fc from 'fast-check';
import { parse } from 'yaml';
import { parseTenantFile } from '../../src/input/tenant/tenant-file';
import { renderReport } from '../../src/report/formats';
import { aFailedUser, aRun, aUser } from './a-run';

it('gives the failed users alone as a tenant file that says why, and parses', async () => {
  const odd = { email: 'no@acme.example', given_name: 'Null', family_name: '0123', id: `a: "b" # 'c' {d}` };
  const failed = { ...aFailedUser('x', 'two\nlines: # and more', 'primary'), record: odd };
  const text = await wholeOf(renderReport(aRun([aUser('ada@acme.example'), failed]), 'yaml', 'failed'));
  expect(text).toContain('# TARGET_REJECTED at create: two lines: # and more');
  expect(parseTenantFile(Buffer.from(text))).toMatchObject({
    ok: true,
    value: {
      tenant: 'acme',
      target: { system: 'mas', instance: 'inst1', workspace: 'ws1' },
      users: { primary: [odd], secondary: [] },
    },
  });
});

it('has both lists, whatever the order of the users', async () => {
  const users = [aUser('ada', 'primary'), aUser('bob'), aUser('cy', 'primary')];
  const text = await wholeOf(renderReport(aRun(users), 'yaml', 'everyone'));
  const { primary, secondary } = parse(text).users;
  expect([primary, secondary].map((list: { email: string }[]) => list.map(({ email }) => email))).toEqual([
    ['ada', 'cy'],
    ['bob'],
  ]);
});

it('keeps any text as it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), async (given_name, message) => {
      const record = { email: 'a@b.example', given_name, family_name: 'Family' };
      const text = await wholeOf(
        renderReport(aRun([{ ...aFailedUser('a@b.example', message), record }]), 'yaml', 'failed'),
      );
      expect(parse(text).users).toEqual({ primary: [], secondary: [record] });
    }),
  );
});
