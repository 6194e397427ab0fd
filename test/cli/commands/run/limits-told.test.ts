import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, createBench, tenantFile } from '../../bench/onboard';

let bench: Bench;

beforeEach(async () => {
  bench = await createBench();
  await bench.simulate();
});
afterEach(() => bench.clear());

it('run says when requestsPerSecond is what it waited for, and doctor says what limits there are', async () => {
  const config = join(bench.folder, 'onboard.config.yaml');
  writeFileSync(config, readFileSync(config, 'utf8').replace(/requestsPerSecond: \d+/, 'requestsPerSecond: 10'));
  writeFileSync(join(bench.folder, 'tenant.yaml'), tenantFile('acme', ['bob', 'cyd', 'dan', 'eve', 'fay', 'gus']));
  const { stderr } = await bench.onboard(['run', 'tenant.yaml']);
  expect(stderr).toContain('What limited it: requestsPerSecond of mas:inst1.');
  const { stdout } = await bench.onboard(['doctor', 'tenant.yaml']);
  expect(stdout).toContain('limits: at most 10 requests a second (requestsPerSecond)');
});
