import { inspect } from 'node:util';
import { Secret } from '../../../../src/http/secret';
import { TargetError } from '../../../../src/targets/contract/target';
import { ada, createSkippingClock, openFile, personNamed, type Rig, startRig, type Worker } from '../rig';

let rig: Rig;

beforeAll(async () => {
  rig = await startRig({ password: 'canary-password' });
});

afterEach(async () => {
  await rig.control.faults([]);
});

afterAll(() => rig.close());

async function logIns(after: number): Promise<number> {
  return (await rig.control.requests(after)).filter(({ path }) => path === '/logininitial').length;
}

async function sentSoFar(): Promise<number> {
  return (await rig.control.requests()).length;
}

function readers(worker: Worker, howMany: number) {
  const want = { application: 'iot', role: 'USER' };
  return Array.from({ length: howMany }, (_, n) => {
    const { signal } = new AbortController();
    const task = { person: personNamed(`r${n}`), want, signal, attempt: 1, present: [], reportLease: () => undefined };
    return worker.target.verbs.grant.check(task);
  });
}

test('twenty who come at once share one log-in', async () => {
  const last = await sentSoFar();
  await Promise.all(readers(rig.worker(), 20));
  expect(await logIns(last)).toBe(1);
});

test('a token that expires is replaced by one log-in for all twenty who notice', async () => {
  const worker = rig.worker();
  await Promise.all(readers(worker, 1));
  const last = await sentSoFar();
  await rig.control.faults([{ method: 'GET', path: '/workspaces/', times: 1, do: { expireToken: true } }]);
  await Promise.all(readers(worker, 20));
  expect(await logIns(last)).toBe(1);
});

test('a 401 that stays ends after one more log-in', async () => {
  await rig.control.faults([{ path: '/workspaces/', do: { status: 401 } }]);
  const last = await sentSoFar();
  const [reading] = readers(rig.worker(), 1);
  await expect(reading).rejects.toMatchObject({
    code: 'CREDENTIALS_REJECTED',
    message: 'role in iot: MAS answered 401, also with a new log-in',
  });
  expect(await logIns(last)).toBe(2);
});

describe('a wrong password', () => {
  const wrong = async () => new Secret('canary-wrong');

  test('is CREDENTIALS_REJECTED, tried once for many users, and shown nowhere', async () => {
    const openSecret: typeof openFile = (reference) =>
      'file' in reference && reference.file.includes('password') ? wrong() : openFile(reference);
    const worker = rig.worker({ openSecret });
    const last = await sentSoFar();
    const results = await Promise.allSettled(readers(worker, 20));
    const errors = results.map((result): unknown => (result.status === 'rejected' ? result.reason : undefined));
    expect(errors.map((error) => error instanceof TargetError && error.code)).toEqual(
      Array(20).fill('CREDENTIALS_REJECTED'),
    );
    expect(inspect(errors, { depth: null, showHidden: true })).not.toContain('canary');
    await Promise.allSettled(readers(worker, 1));
    expect(await logIns(last)).toBe(1);
  });

  test('names where user name and password came from, and a line break that nobody sees', async () => {
    const openSecret: typeof openFile = async (reference) => {
      const opened = await openFile(reference);
      return 'file' in reference && reference.file.endsWith('superuser-password')
        ? new Secret(`${opened.open()}\n`)
        : opened;
    };
    await expect(rig.worker({ openSecret }).target.prepare(new AbortController().signal)).rejects.toMatchObject({
      code: 'CREDENTIALS_REJECTED',
      message: expect.stringMatching(
        /^log in: MAS answered 40\d.*, with the user name of file .*superuser-username and the password of file .*superuser-password; one of them ends in a line break/,
      ),
    });
  });

  test('that was mended is noticed without a restart', async () => {
    let mended = false;
    const openSecret: typeof openFile = (reference) =>
      'file' in reference && reference.file.includes('password') && !mended ? wrong() : openFile(reference);
    const clock = createSkippingClock();
    const worker = rig.worker({ openSecret, clock });
    await expect(worker.onboard(ada, 'secondary')).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' });
    mended = true;
    await clock.pause(5_000);
    await expect(worker.onboard(ada, 'secondary')).resolves.toBeDefined();
  });
});

test('a reference that cannot be opened is named, and no value is', async () => {
  const openSecret = async () => {
    throw new Error('canary detail');
  };
  await expect(rig.worker({ openSecret }).onboard(ada, 'secondary')).rejects.toMatchObject({
    code: 'TARGET_MISCONFIGURED',
    message: expect.stringMatching(
      /^open superuser name: file .*superuser-username cannot be opened$|^open CA: file .*ca\.crt cannot be opened$/,
    ),
  });
});

test('one who is cancelled while the log-in runs goes at once; the others get the token', async () => {
  const stop = new AbortController();
  const reason = new Error('cancelled');
  const held: (() => void)[] = [];
  const gate = new Promise<void>((resolve) => held.push(resolve));
  const slow = rig.worker({
    openSecret: async (reference) => {
      await gate;
      return await openFile(reference);
    },
  });
  const cancelled = slow.target.prepare(stop.signal);
  const patient = slow.target.prepare(new AbortController().signal);
  stop.abort(reason);
  await expect(cancelled).rejects.toBe(reason);
  for (const release of held) release();
  await expect(patient).resolves.toMatchObject({ present: [] });
});

test('a password that changes is opened anew for the next log-in', async () => {
  const opened: string[] = [];
  const worker = rig.worker({
    openSecret: (reference) => {
      if ('file' in reference) opened.push(reference.file.split('/').at(-1) ?? '');
      return openFile(reference);
    },
  });
  await Promise.all(readers(worker, 1));
  await rig.control.faults([{ method: 'GET', path: '/workspaces/', times: 1, do: { expireToken: true } }]);
  await Promise.all(readers(worker, 1));
  expect(opened.filter((file) => file === 'superuser-password')).toHaveLength(2);
  expect(opened.filter((file) => file === 'ca.crt')).toHaveLength(2);
});
