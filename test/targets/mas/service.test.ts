import { Secret } from '../../../src/http/secret';
import { createAuthority } from '../../http/server/authority';
import { openFile, type Rig, startRig } from './rig';

let rig: Rig;
const { signal } = new AbortController();

beforeAll(async () => {
  rig = await startRig();
});

afterAll(() => rig.close());

test('a CA that was renewed is found by the call after the failed one', async () => {
  const { ca } = createAuthority('The CA of last year');
  let renewed = false;
  const worker = rig.worker({
    openSecret: async (reference) => {
      const isCa = 'file' in reference && reference.file.endsWith('ca.crt');
      return isCa && !renewed ? new Secret(ca) : await openFile(reference);
    },
  });
  await expect(worker.target.prepare(signal)).rejects.toMatchObject({ code: 'TLS_FAILED' });
  renewed = true;
  await expect(worker.target.prepare(signal)).resolves.toMatchObject({ present: [] });
});

test('a CA that was renewed after it was opened is opened again, and the call goes on with it', async () => {
  const { ca } = createAuthority('The CA of last year');
  let opened = 0;
  const worker = rig.worker({
    openSecret: async (reference) => {
      if (!('file' in reference) || !reference.file.endsWith('ca.crt')) return await openFile(reference);
      opened += 1;
      // The admin dashboard is the first that is called.
      return opened === 1 ? new Secret(ca) : await openFile(reference);
    },
  });
  await expect(worker.target.prepare(signal)).resolves.toMatchObject({ present: [] });
});

test('a CA that is none fails as TLS, and no request is made', async () => {
  const last = (await rig.control.requests()).length;
  const worker = rig.worker({
    openSecret: async (reference) =>
      'file' in reference && reference.file.endsWith('ca.crt') ? new Secret('none') : await openFile(reference),
  });
  await expect(worker.target.prepare(signal)).rejects.toMatchObject({ code: 'TLS_FAILED' });
  expect(await rig.control.requests(last)).toEqual([]);
});

test('certificates are opened once for many calls', async () => {
  const opened: string[] = [];
  const worker = rig.worker({
    openSecret: (reference) => {
      opened.push(JSON.stringify(reference));
      return openFile(reference);
    },
  });
  await Promise.all([worker.target.prepare(signal), worker.target.prepare(signal)]);
  expect(opened.filter((reference) => reference.includes('client.key'))).toHaveLength(1);
});
