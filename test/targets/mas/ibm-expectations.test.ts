import { createMasApi } from '../../../src/targets/mas/parts/connection';
import { none } from './ibm/line';
import { manageLines } from './ibm/manage';
import { coreLines } from './ibm/users';
import { type Rig, startRig } from './rig';

/*
 * What IBM's own client expects of MAS, as its public unit tests show it (github.com/ibm-mas/python-devops,
 * test/src/test_users.py): which answer to which call means what. Facts alone, in our words: each answer is given to our
 * calls in place of the simulator's. Where we mean otherwise, the line says why.
 */

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ apps: ['manage'] });
});
afterEach(() => rig.control.faults([]));
afterAll(() => rig.close());

test.each([...coreLines, ...manageLines])('%s', async (...line) => {
  const [, answers, call, comes] = line;
  await rig.control.faults(
    answers.map(([method, path, status, body]) => {
      return { method, path: `/^${path}\\/?$/`, do: { status, ...(body === undefined ? {} : { body }) } };
    }),
  );
  const called = call(createMasApi(rig.worker().deps)('ws1'));
  if (isCode(comes)) await expect(called).rejects.toMatchObject(comes);
  else if (comes === none) await expect(called).resolves.toBeUndefined();
  else if (isMap(comes)) await expect(called).resolves.toMatchObject(comes);
  else await expect(called).resolves.toBe(comes);
});

function isMap(comes: unknown): comes is object {
  return typeof comes === 'object' && comes !== null;
}

function isCode(comes: unknown): comes is { readonly code: string } {
  return isMap(comes) && 'code' in comes;
}
