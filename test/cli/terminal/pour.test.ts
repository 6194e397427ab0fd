import { Writable } from 'node:stream';
import { openTerminal } from '../../../src/cli/terminal/terminal';

/** Many chunks, and how many were asked for. */
function manyChunks() {
  const made = { count: 0, closed: false };
  async function* chunks(): AsyncGenerator<string> {
    try {
      while (made.count < 1_000) yield await Promise.resolve(`${(made.count += 1)}\n`.padEnd(1_000));
    } finally {
      made.closed = true;
    }
  }
  return { made, chunks };
}

function terminalOn(stdout: Writable) {
  return openTerminal({ env: {}, stdout, stderr: new Writable() });
}

it('makes no more data than is read', async () => {
  const { made, chunks } = manyChunks();
  let taken = 0;
  let goOn: () => void = () => undefined;
  const stdout = new Writable({
    highWaterMark: 10_000,
    write(_chunk, _encoding, done) {
      taken += 1;
      goOn = done;
    },
  });
  void terminalOn(stdout).pour(chunks());
  const settled = async (count: number) => {
    await expect.poll(() => made.count).toBe(count);
    for (let turn = 0; turn < 100; turn += 1) await new Promise((later) => setImmediate(later));
    return [taken, made.count];
  };
  expect(await settled(10)).toEqual([1, 10]);
  for (let n = 0; n < 10; n += 1) goOn();
  expect(await settled(20)).toEqual([11, 20]);
});

it('ends when nobody reads any more', async () => {
  const { made, chunks } = manyChunks();
  const stdout = new Writable({
    highWaterMark: 10_000,
    write(chunk: Buffer, _encoding, done) {
      const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
      done(chunk.toString().startsWith('5') ? gone : null);
    },
  });
  await terminalOn(stdout).pour(chunks());
  expect(made).toEqual({ count: 5, closed: true });
});
