import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, markOf } from '../../src/embedded/process-mark';
import { stateFolders, useServer } from './server-user';

const folders = stateFolders();
afterEach(() => folders.clear());

const runs = (pid: number): boolean => isAlive(markOf(pid));

it('is not started beside a record of runs whose database is gone', async () => {
  const state = folders.make();
  await (await useServer(state)).release('stop');
  for (const name of readdirSync(state).filter((one) => one.startsWith('temporal.db'))) rmSync(join(state, name));
  await expect(useServer(state)).rejects.toThrow(/STATE_FOLDER_UNUSABLE: .*temporal\.db is gone/);
  rmSync(join(state, 'server.json'));
  await (await useServer(state)).release('stop');
});

it('leaves nothing of a first start that failed', async () => {
  const state = folders.make();
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const broken = join(state, '..', 'broken');
  writeFileSync(broken, '#!/bin/sh\necho half > temporal.db\necho "Error: database or disk is full"\nexit 1\n', {
    mode: 0o755,
  });
  await expect(useServer(state, 'reader', broken)).rejects.toThrow(/TEMPORAL_NOT_STARTED: .*disk is full/);
  expect(readdirSync(state)).toEqual(['server.log']);
});

it('is ended though its state folder was deleted meanwhile', async () => {
  const state = folders.make();
  const user = await useServer(state);
  rmSync(state, { recursive: true });
  await user.release('stop');
  expect(runs(user.serverPid)).toBe(false);
});

const stranger = 4_242;
it.runIf(process.getuid?.() === 0)('takes no state folder, and no file in one, that another user made', async () => {
  const state = folders.make();
  mkdirSync(state, { recursive: true });
  chownSync(state, stranger, stranger);
  const refused = (reason: RegExp) => expect(useServer(state)).rejects.toThrow(reason);
  await refused(/STATE_FOLDER_UNUSABLE: .*belongs to another user/);
  chownSync(state, 0, 0);
  writeFileSync(join(state, 'server.json'), '{}');
  chownSync(join(state, 'server.json'), stranger, stranger);
  await refused(/server\.json belongs to another user/);
});

it('follows no link in the place of a file of its own, and shares no folder that others may write in', async () => {
  const state = folders.make();
  mkdirSync(state, { recursive: true });
  symlinkSync(join(state, '..', 'elsewhere'), join(state, 'server.log'));
  await expect(useServer(state)).rejects.toThrow(/STATE_FOLDER_UNUSABLE: .*server\.log is a link/);
  rmSync(join(state, 'server.log'));
  writeFileSync(join(state, 'notes.txt'), 'something else');
  chmodSync(state, 0o777);
  await expect(useServer(state)).rejects.toThrow(/STATE_FOLDER_UNUSABLE: .*other users may write/);
});
