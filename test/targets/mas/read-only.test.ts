import { personNamed, type Rig, startRig } from './rig';

let rig: Rig;
const person = personNamed('ada@acme.example');
const want = ['MAXADMIN'];
const { signal } = new AbortController();

beforeEach(async () => {
  rig = await startRig({ apps: ['manage'] });
});
afterEach(() => rig.close());

test('a read-only check answers for no key, not even one that its process made', async () => {
  await rig.worker().onboard(person, 'secondary');
  const worker = rig.worker();
  const { leases } = await worker.step('group', { person, want });
  expect(leases).toHaveLength(1);
  const reported: string[] = [];
  const task = {
    person,
    want,
    signal,
    attempt: 2,
    present: [],
    reportLease: (name: string) => void reported.push(name),
  };
  await expect(worker.target.verbs.group.check({ ...task, readOnly: true })).resolves.toEqual({ done: true });
  expect(reported).toEqual([]);
  await worker.target.verbs.group.check(task);
  expect(reported).toContain(leases[0]);
});
