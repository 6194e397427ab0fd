import type { Control } from '../../system/control';
import { type Bench, createBench, tenantFile } from '../bench/onboard';

// Tenants of one name at two places: a workspace that there is, and one that there is not.

let bench: Bench;
let control: Control;

beforeAll(async () => {
  bench = await createBench();
  control = await bench.simulate({ apps: ['facilities'] });
  bench.write('here.yaml', tenantFile('acme', ['bob']));
  bench.write('nowhere.yaml', tenantFile('acme', ['bob']).replaceAll('ws1', 'ws2'));
});
afterAll(() => bench.clear());

it('asks which tenant of a name is meant, and leads a following command to it', async () => {
  await control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400 } }]);
  const alone = await bench.onboard(['run', 'here.yaml', '--quiet']);
  expect([alone.code, alone.stdout]).toEqual([1, expect.stringMatching(/Retry them: onboard retry acme(?! --at)/)]);
  const nowhere = await bench.onboard(['run', 'nowhere.yaml', '--quiet', '--output', 'json']);
  expect(JSON.parse(nowhere.stdout)).toMatchObject({ workflowId: 'tenant:mas:inst1/ws2:acme', status: 'failed' });

  const asked = await bench.onboard(['status', 'acme']);
  expect([asked.code, asked.stdout]).toEqual([2, '']);
  expect(asked.stderr).toContain('mas:inst1/ws2, mas:inst1/ws1');
  const said = await bench.onboard(['status', 'acme', '--at', 'mas:inst1/ws1', '--output', 'json']);
  expect(JSON.parse(said.stdout)).toMatchObject({ counts: { failed: 1 }, target: { workspace: 'ws1' } });
  const both = await bench.onboard(['run', 'here.yaml', '--quiet']);
  expect(both.stdout).toContain('Retry them: onboard retry acme --at mas:inst1/ws1');
  await control.faults([]);
  expect((await bench.onboard(['retry', 'acme', '--at', 'mas:inst1/ws1', '--quiet'])).code).toBe(0);
});

it.each(['elsewhere', 'mas:', 'mas:inst1/', 'mas:inst1/ws1/more'])('refuses the place %j', async (place) => {
  const { code, stderr } = await bench.onboard(['status', 'acme', '--at', place]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('--at')]);
});
