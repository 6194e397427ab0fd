import { text as wholeOf } from 'node:stream/consumers';
import { renderReport } from '../../src/report/formats';
import { aFailedUser, aRun, aUser, reportedUsers } from './a-run';

it('is one document as JSON.stringify would write it, with the remedy beside each failure', async () => {
  for (const users of [[], [aUser('ada')], [aUser('ada'), aFailedUser('bob\n"\\'), aUser('cy')]]) {
    const run = aRun(users);
    const written = await wholeOf(renderReport(run, 'json', 'everyone'));
    const { failedWith: _, ...head } = run;
    const read: { users: readonly { failure?: object }[] } = JSON.parse(written);
    expect(read).toMatchObject(JSON.parse(JSON.stringify({ ...head, users: await reportedUsers(run) })));
    expect(written).toBe(`${JSON.stringify(read, undefined, 2)}\n`);
    const failures = read.users.flatMap(({ failure }) => failure ?? []);
    expect(failures.every((failure) => 'remedy' in failure)).toBe(true);
  }
});
