import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findTemporalCli } from '../../../../src/embedded/temporal-cli';
import { endServer } from '../../../../src/embedded/server-process';
import { readRecord } from '../../../../src/embedded/server-record';
import { type LoggingProxy, startLoggingProxy } from '../../../proxy/logging-proxy';
import { type Bench, createBench, tenantFile } from '../../bench/onboard';

const main = join(__dirname, '..', '..', '..', '..', 'dist', 'src', 'cli', 'main.js');
const isRoot = process.getuid?.() === 0;
/** A user as OpenShift makes them: of no name, and of the group of root. */
const uid = 1_000_670_000;

let bench: Bench;
let proxy: LoggingProxy;
beforeEach(async () => {
  bench = await createBench('ends');
  proxy = await startLoggingProxy();
});
afterEach(async () => {
  await proxy.close();
  await bench.clear();
});

function openToAll(path: string): void {
  const isFolder = statSync(path).isDirectory();
  chmodSync(path, isFolder ? 0o755 : 0o644);
  if (isFolder) for (const name of readdirSync(path)) openToAll(join(path, name));
}

async function run(env: Record<string, string>, ...parameters: string[]) {
  const who = isRoot ? { uid, gid: 0 } : {};
  const child = spawn(process.execPath, [main, ...parameters], { cwd: bench.folder, env, ...who });
  const code = new Promise((resolve) => child.once('close', resolve));
  child.stdin.end();
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

it('onboards as a user without a name and a home, with a proxy that must not be asked for this machine', async () => {
  const control = await bench.simulate();
  bench.write('tenant.yaml', tenantFile('acme'));
  openToAll(bench.folder);
  const temporary = join(bench.folder, 'temporary');
  mkdirSync(temporary);
  chmodSync(temporary, 0o1777);
  const proxies = { http_proxy: proxy.url, https_proxy: proxy.url, HTTPS_PROXY: proxy.url, no_proxy: 'localhost,.svc' };
  const cli = { ONBOARD_TEMPORAL_CLI: await findTemporalCli({ env: process.env }) };
  const env = { PATH: process.env['PATH'] ?? '', TMPDIR: temporary, HOME: '/dev/null', ...cli, ...proxies };

  const ended = await run(env, 'run', 'tenant.yaml', '--config', 'onboard.config.yaml', '--output', 'json');
  expect([ended.code, ended.stderr]).toEqual([0, expect.stringMatching(/cannot be written: the state is kept in /)]);
  expect(Object.keys((await control.state()).users)).toEqual(['ada@acme.example']);
  expect(proxy.seen).toEqual([]);

  const [stopgap = ''] = readdirSync(temporary);
  expect(stopgap).toMatch(/^tenant-onboarding-\d+$/);
  const record = readRecord(join(temporary, stopgap, 'state'));
  expect(record).toMatchObject({ kept: false });
  if (record !== undefined) await endServer(record);
  const { HOME: _home, ...homeless } = env;
  const again = await run(homeless, 'run', 'tenant.yaml', '--config', 'onboard.config.yaml', '--output', 'json');
  expect([again.code, JSON.parse(again.stdout)]).toMatchObject([0, { nothingToDo: true }]);
});
