import { personNamed, type Rig, startRig } from './rig';

let rig: Rig;
const person = personNamed('ada@acme.example');
const want = ['MAXADMIN'];
const { signal } = new AbortController();

beforeEach(async () => {
  rig = await startRig({ apps: ['manage'] });
});
afterEach(() => rig.close());

test('a read-only check makes no key, and tells of none', async () => {
  await rig.worker().onboard(person, 'secondary');
  await rig.control.faults([{ method: 'GET', path: '/maximo/api/os/mxapigroup', do: { status: 403 } }]);
  const worker = rig.worker();
  const reported: string[] = [];
  const task = {
    person,
    want,
    signal,
    attempt: 2,
    present: [],
    reportLease: (name: string) => void reported.push(name),
  };
  await expect(worker.target.verbs.group.check({ ...task, readOnly: true })).rejects.toThrow('without an API key');
  expect([reported, (await rig.control.state()).apiKeys]).toEqual([[], 0]);
});
