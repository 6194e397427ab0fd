import { text as wholeOf } from 'node:stream/consumers';
import { renderMarkdown } from '../../src/report/markdown';
import { aFailedUser, aRun, aUser } from './a-run';

it('shows counts, failed users and what to do', async () => {
  const lines = (await wholeOf(renderMarkdown(aRun([aUser('ada'), aFailedUser('bob'), aFailedUser('eve')])))).split(
    '\n',
  );
  expect(lines[0]).toBe('## Onboarding of acme: completed-with-failures');
  expect(lines).toContain('| 3 | 1 | 2 | 0 | 1 |');
  expect(lines).toContain(String.raw`| bob | secondary | create | TARGET\_REJECTED | 2 | MAS answered 400 |`);
  expect(lines).toContainEqual(expect.stringMatching(/^- \*\*TARGET_REJECTED\*\* \(2\): Compare/));
});

it('lets no value become markup or break out of its cell', async () => {
  const text = await wholeOf(
    renderMarkdown(aRun([aFailedUser('a|b <img src=x> `c` [d](e)\n# f', 'see https://evil.example')])),
  );
  const row = text.split('\n').find((line) => line.startsWith('| a'));
  expect(row?.split(/(?<!\\)\|/)).toHaveLength(8);
  expect(row).toContain(String.raw`a\|b &lt;img src=x&gt; \`c\` \[d\](e) \# f`);
  expect(text).not.toContain('https://');
});

it('fits a job summary with 500 failed users', async () => {
  const users = Array.from({ length: 500 }, (_, n) => aFailedUser(`user${n}@acme.example`, '<'.repeat(400)));
  expect(Buffer.byteLength(await wholeOf(renderMarkdown(aRun(users))))).toBeLessThan(1024 * 1024);
});

it('shows no more failed users and corrections than somebody reads, and says how many more there are', async () => {
  const corrections = [{ field: 'email', at: '2026-01-31T08:00:00.000Z' }] as const;
  const users = Array.from({ length: 620 }, (_, n) => ({ ...aFailedUser(`user${n}@acme.example`), corrections }));
  const lines = (await wholeOf(renderMarkdown(aRun(users)))).split('\n');
  expect(lines.filter((line) => /^\| user\d/.test(line))).toHaveLength(2 * 500);
  expect(lines).toContain('And 120 more: `onboard report acme --format csv`');
  expect(lines).toContain('And 120 more: `onboard report acme --format json`');
  expect(lines).toContainEqual(expect.stringMatching(/^- \*\*TARGET_REJECTED\*\* \(620\): Compare/));
});
