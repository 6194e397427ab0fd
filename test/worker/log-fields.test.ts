import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, sdkLogger } from '../../src/worker/logger';

const record = 'ada@acme.example';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function logged(log: (logger: ReturnType<typeof createLogger>) => void): readonly unknown[] {
  const file = join(folder, String(Math.random()));
  log(createLogger({ level: 'trace', descriptor: openSync(file, 'w') }));
  const text = readFileSync(file, 'utf8');
  for (const form of [record, Buffer.from(record).toString('base64')]) expect(text).not.toContain(form);
  return text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

// What @temporalio/worker 1.24 hands to its logger at `trace`: "Got workflow activation" with the whole activation.
it('leaves out what a task holds, whatever it is called', () => {
  const data = Buffer.from(record);
  const jobs = [{ initializeWorkflow: { arguments: [{ metadata: {}, data }], headers: {} } }];
  const meta = {
    runId: 'r1',
    jobs,
    historyLength: 3,
    payload: data.toString('base64'),
    taskToken: 'dG9r',
    [Symbol('x')]: jobs,
  };
  const [line] = logged((logger) => sdkLogger(logger).trace('Got workflow activation', meta));
  expect(line).toEqual({
    ...{ level: 10, time: expect.any(String), name: 'tenant-onboarding', runId: 'r1', msg: 'Got workflow activation' },
  });
});

it('leaves out objects also in a field that may be logged, and keeps an error to its type and message', () => {
  const error = Object.assign(new Error('no \u009B2J\u001B[31m answer'), { type: 'TARGET_BUSY', failure: { record } });
  const [line] = logged((logger) =>
    sdkLogger(logger).warn('Activity failed', { error, status: { record }, attempt: 2 }),
  );
  expect(line).toMatchObject({ attempt: 2, error: { type: 'TARGET_BUSY', message: 'no \uFFFD2J\uFFFD[31m answer' } });
  expect(line).not.toHaveProperty('status');
});

it('keeps what our own lines say', () => {
  const [line] = logged((logger) => logger.info({ address: 'a:1', targets: ['mas:inst1'], record }, 'worker started'));
  expect(line).toMatchObject({ address: 'a:1', targets: ['mas:inst1'], msg: 'worker started' });
  expect(line).not.toHaveProperty('record');
});
