import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createAuthority } from '../../../http/server/authority';
import { testEnvironment } from '../../../system/onboarding-system';
import { type Bench, createBench, tenantFile } from '../../bench/onboard';

const Findings = z.object({ findings: z.array(z.looseObject({ about: z.string() })) });

let bench: Bench;
let env: Readonly<Record<string, string>>;
let taskQueue: string;

beforeEach(async () => {
  bench = await createBench();
  taskQueue = `q-${randomBytes(4).toString('hex')}`;
  env = { TEMPORAL_ADDRESS: testEnvironment('TEST_TEMPORAL_ADDRESS'), ONBOARD_TASK_QUEUE: taskQueue };
  await bench.simulate({ certDir: ending() });
});
afterEach(() => bench.clear());

// What the simulator is called by: it makes its own certificates when those it is given do not cover a name.
const serverNames = [
  '127.0.0.1',
  'localhost',
  '::1',
  'admin-dashboard.mas-inst1-core.svc.cluster.local',
  'coreapi.mas-inst1-core.svc.cluster.local',
  'inst1-ws1.mas-inst1-manage.svc.cluster.local',
];

/** Certificates of which the server's ends in 9 days and the client's in 19. */
function ending(): string {
  const authority = createAuthority('Test CA');
  const [server, client] = [authority.issue(serverNames, 10), authority.issue(['client'], 20)];
  const folder = join(bench.folder, 'ending');
  mkdirSync(folder);
  const files = { 'ca.crt': authority.ca, 'server.crt': server.cert, 'server.key': server.key };
  const all = { ...files, 'client.crt': client.cert, 'client.key': client.key };
  for (const [name, content] of Object.entries(all)) writeFileSync(join(folder, name), content);
  return folder;
}

it('are warnings of doctor, by the secret and the server to renew', async () => {
  const { stdout } = await bench.onboard(['doctor', '--output', 'json'], { env });
  const { findings } = Findings.parse(JSON.parse(stdout));
  expect(findings).toContainEqual(
    expect.objectContaining({ check: 'core API', status: 'warning', remedy: 'Renew soon: server certificate.' }),
  );
  const ends = findings.filter(({ about }) => about === 'certificates');
  expect(ends).toEqual([
    expect.objectContaining({
      status: 'warning',
      detail: expect.stringMatching(/^server certificate of https:.*in 9 days$/),
    }),
    expect.objectContaining({
      status: 'warning',
      detail: expect.stringMatching(/^file .*client\.crt: .* in 19 days$/),
    }),
  ]);
});

it('are warned about in the log of a worker, once each, when they are first used', async () => {
  const worker = bench.start(['worker'], { env });
  await worker.saying('worker started');
  bench.write('tenant.yaml', tenantFile(taskQueue, ['bob']));
  expect((await bench.onboard(['run', 'tenant.yaml', '--quiet'], { env })).code).toBe(0);
  worker.child.kill('SIGTERM');
  const { stderr } = await worker.ended;
  const warnings = stderr.split('\n').filter((line) => line.includes('a certificate ends soon'));
  const told = warnings.map((line) => JSON.parse(line)).map(({ level, daysLeft }) => [level, daysLeft]);
  expect(told).toEqual([
    [40, 9],
    [40, 19],
  ]);
});
