import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { searchAttributes } from '../../src/domain/run/search-attributes';
import { hasRuns, hasWorker, useDevServer } from '../../src/embedded/dev-server';
import { freePorts } from '../../src/embedded/free-ports';
import { isAlive, markOf, pidOf } from '../../src/embedded/process-mark';
import { spawnServer } from '../../src/embedded/server-process';
import { readRecord, writeRecord } from '../../src/embedded/server-record';
import { stateFolders, temporalCli, useServer } from './server-user';

const folders = stateFolders();
afterEach(() => folders.clear());

const written = ['server.log', 'temporal.db', 'temporal.db-wal'];
const runs = (pid: number): boolean => isAlive(markOf(pid));

it('keeps the state folder to its owner', async () => {
  const state = folders.make();
  const user = await useServer(state);
  expect(statSync(state).mode & 0o777).toBe(0o700);
  for (const name of written) expect(statSync(join(state, name)).mode & 0o777).toBe(0o600);
  await user.release('stop');
});

it('restricts a state folder and files that others could read before', async () => {
  const state = folders.make();
  await (await useServer(state)).release('stop');
  chmodSync(state, 0o755);
  for (const name of ['server.log', 'temporal.db']) chmodSync(join(state, name), 0o644);
  const user = await useServer(state);
  expect(statSync(state).mode & 0o777).toBe(0o700);
  for (const name of written) expect(statSync(join(state, name)).mode & 0o777).toBe(0o600);
  await user.release('stop');
});

it('leaves the rights of a folder as they are that holds other things too', async () => {
  const state = folders.make();
  mkdirSync(state, { mode: 0o755 });
  writeFileSync(join(state, 'notes.txt'), 'somebody else reads this', { mode: 0o644 });
  const user = await useServer(state);
  expect(statSync(state).mode & 0o777).toBe(0o755);
  expect(statSync(join(state, 'notes.txt')).mode & 0o777).toBe(0o644);
  expect(statSync(join(state, 'temporal.db')).mode & 0o777).toBe(0o600);
  await user.release('stop');
});

it('is taken over when its starter was killed before it wrote down what it had started', async () => {
  const state = folders.make();
  mkdirSync(state);
  const ports = await freePorts(undefined);
  const unrecorded = await spawnServer(await temporalCli(), state, ports);
  expect(readRecord(state)).toBeUndefined();
  const user = await useServer(state);
  expect([user.serverPid, user.address]).toEqual([pidOf(unrecorded), `127.0.0.1:${ports.port}`]);
  await user.release('stop');
  expect(isAlive(unrecorded)).toBe(false);
});

it('has every search attribute, and keeps closed runs for a month', async () => {
  const user = await useServer(folders.make());
  const connection = await Connection.connect({ address: user.address });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
  const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
  await connection.close();
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(searchAttributes)));
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 86_400);
  await user.release('stop');
});

it('is shared, and stopped by the last one out', async () => {
  const state = folders.make();
  const [one, other] = await Promise.all([useServer(state), useServer(state)]);
  expect(other.serverPid).toBe(one.serverPid);
  await one.release('stop');
  expect(runs(one.serverPid)).toBe(true);
  await other.release('stop');
  expect(runs(one.serverPid)).toBe(false);
});

it('outlives a command that was killed, and is found by the next', async () => {
  const state = folders.make();
  const killed = await useServer(state);
  await killed.kill();
  expect(runs(killed.serverPid)).toBe(true);
  const next = await useServer(state);
  expect(next.serverPid).toBe(killed.serverPid);
  await next.release('stop');
  expect(runs(killed.serverPid)).toBe(false);
});

it('is replaced when it was killed, at the same address', async () => {
  const state = folders.make();
  const before = await useServer(state);
  process.kill(before.serverPid, 'SIGKILL');
  const after = await useServer(state);
  expect(after.serverPid).not.toBe(before.serverPid);
  expect(after.address).toBe(before.address);
  await before.kill();
  await after.release('stop');
});

it('stays up when it is kept, until a command stops it', async () => {
  const state = folders.make();
  const keeper = await useServer(state);
  await keeper.release('keep');
  const reader = await useServer(state);
  await reader.release('as-found');
  expect(runs(keeper.serverPid)).toBe(true);
  const last = await useServer(state);
  expect(last.serverPid).toBe(keeper.serverPid);
  await last.release('stop');
  expect(runs(keeper.serverPid)).toBe(false);
});

it('tells whether another command works in the folder', async () => {
  const state = folders.make();
  expect(hasRuns(state)).toBe(false);
  const reader = await useServer(state, 'reader');
  expect([hasRuns(state), hasWorker(state)]).toEqual([true, false]);
  const worker = await useServer(state, 'worker');
  expect(hasWorker(state)).toBe(true);
  await worker.kill();
  expect(hasWorker(state)).toBe(false);
  await reader.release('stop');
});

it('leaves a process alone that only has the id of a server that is gone', async () => {
  const state = folders.make();
  const user = await useServer(state);
  await user.release('stop');
  const record = readRecord(state);
  if (record === undefined) throw new Error('the ports are kept');
  writeRecord(state, { ...record, process: markOf(process.pid) });
  const next = await useServer(state);
  expect(next.serverPid).not.toBe(process.pid);
  await next.release('stop');
});

it('says what is wrong when the program is no Temporal CLI', async () => {
  const state = folders.make();
  mkdirSync(state, { recursive: true });
  const broken = join(state, 'broken');
  writeFileSync(broken, '#!/bin/sh\necho "Error: out of order"\nexit 1\n');
  chmodSync(broken, 0o755);
  await expect(useServer(state, 'reader', broken)).rejects.toThrow(/TEMPORAL_NOT_STARTED: .*out of order/);
  await expect(useServer(state, 'reader', join(state, 'absent'))).rejects.toThrow(/TEMPORAL_NOT_STARTED: .*ENOENT/);
});

it('says what is wrong when the database is none, and leaves it as it is', async () => {
  const state = folders.make();
  mkdirSync(state, { recursive: true });
  const database = join(state, 'temporal.db');
  writeFileSync(database, 'this is no database, and somebody may still want it\n'.repeat(200));
  await expect(useServer(state)).rejects.toThrow(/TEMPORAL_NOT_STARTED/);
  expect(readFileSync(database, 'utf8')).toContain('somebody may still want it');
});

it.each(['/dev/null/state', '/proc/absent/state'])('says what is wrong when %s cannot be made', async (stateDir) => {
  const findCli = temporalCli;
  await expect(useDevServer({ stateDir, role: 'reader', findCli })).rejects.toMatchObject({
    code: 'STATE_FOLDER_UNUSABLE',
  });
});

it('gets nothing of the environment of its starter', async () => {
  const user = await useServer(folders.make());
  const environment = readFileSync(`/proc/${user.serverPid}/environ`, 'utf8').split('\0');
  expect(environment.filter((line) => !/^(?:PATH|HOME|USER)=/.test(line))).toEqual(['']);
  await user.release('stop');
});

it('is alone on its database, and who comes second hears who was first', async () => {
  const state = folders.make();
  const first = await useServer(state);
  const record = readRecord(state);
  if (record === undefined) throw new Error('the server is written down');
  // As one of another container looks to us: its mark is of a scope that is not ours, and its ports are its own.
  const elsewhere = { ...record, process: '7:1:another.scope', host: 'other-pod', since: '2026-11-28T07:00:00.000Z' };
  const hidden = join(state, '..', 'hidden');
  symlinkSync(state, hidden);
  writeRecord(state, { ...elsewhere, database: join(hidden, 'temporal.db') });
  const second = useServer(hidden);
  await expect(second).rejects.toThrow(/STATE_FOLDER_BUSY: .*process 7 on other-pod, since 2026-11-28T07:00:00\.000Z/);
  expect(readRecord(state)).toMatchObject({ host: 'other-pod' });
  expect(runs(first.serverPid)).toBe(true);
  writeRecord(state, record);
  await first.release('stop');
});

it('has a port only where its own process listens', async () => {
  const state = folders.make();
  const stranger = await useServer(folders.make());
  const own = await useServer(state);
  const record = readRecord(state);
  if (record === undefined) throw new Error('the server is written down');
  const strangersPort = Number(stranger.address.split(':').at(-1));
  writeRecord(state, { ...record, port: strangersPort, since: '2026-11-28T07:00:00.000Z' });
  const next = await useServer(state);
  expect(next.address).not.toBe(stranger.address);
  await own.kill();
  await next.release('stop');
  await stranger.release('stop');
  expect(runs(own.serverPid)).toBe(false);
});
