import { spawn } from 'node:child_process';
import { isAlive, markOf, pidOf, runsWith } from '../../src/embedded/process-mark';

it('knows a process by its id and its start', () => {
  const mark = markOf(process.pid);
  expect(isAlive(mark)).toBe(true);
  expect(pidOf(mark)).toBe(process.pid);
  expect(isAlive(`${process.pid}:1`)).toBe(false);
});

it('knows that a process has ended', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  const mark = markOf(child.pid ?? 0);
  expect(isAlive(mark)).toBe(true);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  expect(isAlive(mark)).toBe(false);
});

it.each(['', ':', '0:', '-1:', 'x:1', '99999999:'])('takes %p for no living process', (mark) => {
  expect(isAlive(mark)).toBe(false);
});

it('tells by its command line what a process runs', () => {
  expect(runsWith(markOf(process.pid), 'node')).toBe(true);
  expect(runsWith(markOf(process.pid), 'no such words')).toBe(false);
});
