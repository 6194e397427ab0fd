import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markOf } from '../../src/embedded/process-mark';
import { withStateLock } from '../../src/embedded/state-lock';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onboard-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('lets one in at a time', async () => {
  let inside = 0;
  const seen: number[] = [];
  const work = async (): Promise<void> => {
    inside += 1;
    seen.push(inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withStateLock(folder, work)));
  expect(seen).toEqual(Array.from({ length: 8 }, () => 1));
});

it('is left when the work fails', async () => {
  const failing = withStateLock(folder, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(existsSync(join(folder, 'lock'))).toBe(false);
});

it('is broken when its holder is dead', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(join(folder, 'lock'), `${pid}:1`);
  await expect(withStateLock(folder, async () => 'in')).resolves.toBe('in');
});

it('is broken when its holder had the id that this process has now', async () => {
  writeFileSync(join(folder, 'lock'), `${markOf(process.pid).split(':')[0]}:1`);
  await expect(withStateLock(folder, async () => 'in')).resolves.toBe('in');
});

it('of another container is held as long as it is touched', async () => {
  const lock = join(folder, 'lock');
  writeFileSync(lock, '1:1:another.scope other-pod 2026-11-28T07:00:00.000Z');
  let isIn = false;
  const entering = withStateLock(folder, async () => {
    isIn = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(isIn).toBe(false);
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(lock, longAgo, longAgo);
  await entering;
  expect(isIn).toBe(true);
});
