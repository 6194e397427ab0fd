import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { type Bench, createBench, tenantFile } from '../cli/bench/onboard';
import { createAuthority } from '../http/server/authority';
import { type HttpsServer, sendJson, startHttpsServer } from '../http/server/https-server';
import { readable } from './examples';

// A whole run that has its credentials from a Kubernetes API, which enforces the roles of the example.

const Written = z.object({
  targets: z.object({
    mas: z.object({
      inst1: z.looseObject({
        coreApi: z.string(),
        superuser: z.object({ username: z.object({ file: z.string() }), password: z.object({ file: z.string() }) }),
      }),
    }),
  }),
});

const allowed = readable('kubernetes/job-embedded.yaml');
const secretPath = /^\/api\/v1\/namespaces\/([^/]+)\/secrets\/([^/]+)$/;
const authority = createAuthority('cluster');
const encoded = (text: string): string => Buffer.from(text).toString('base64');

let bench: Bench;
let server: HttpsServer;
let asked: string[];
let grants: readonly string[];
beforeEach(async () => {
  bench = await createBench();
  asked = [];
  grants = allowed;
});
afterEach(async () => {
  await server.close();
  await bench.clear();
});

/** The secrets as MAS keeps them: contract "MAS", section "Three services". */
function contentOf(name: string): Record<string, string> {
  const certificates = join(bench.folder, 'certificates-0');
  const file = (path: string): string => encoded(readFileSync(join(certificates, path), 'utf8'));
  if (name !== 'inst1-credentials-superuser') {
    return { 'ca.crt': file('ca.crt'), 'tls.crt': file('client.crt'), 'tls.key': file('client.key') };
  }
  const { username, password } = configuration().targets.mas.inst1.superuser;
  const value = ({ file: path }: { file: string }) => encoded(readFileSync(resolve(bench.folder, path), 'utf8').trim());
  return { username: value(username), password: value(password) };
}

let written: unknown;
const configuration = () => Written.parse(written);

async function startCluster(): Promise<string> {
  server = await startHttpsServer(authority.issue(['127.0.0.1']), ({ method, url = '' }, response) => {
    const [, namespace = '', name = ''] = secretPath.exec(url) ?? [];
    const secret = `${namespace}/${name}`;
    asked.push(`${method} ${secret}`);
    if (method !== 'GET' || !grants.includes(secret)) return sendJson(response, 403, { kind: 'Status', code: 403 });
    return sendJson(response, 200, { kind: 'Secret', data: contentOf(name) });
  });
  const ca = { 'certificate-authority-data': encoded(authority.ca) };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'pod',
    contexts: [{ name: 'pod', context: { cluster: 'cluster', user: 'pod' } }],
    clusters: [{ name: 'cluster', cluster: { server: server.url, ...ca } }],
    users: [{ name: 'pod', user: { token: 'token-of-the-service-account' } }],
  });
}

/** The in-cluster credentials, but the simulator's addresses. */
async function onboard() {
  await bench.simulate();
  written = parse(readFileSync(join(bench.folder, 'onboard.config.yaml'), 'utf8'));
  const { coreApi } = configuration().targets.mas.inst1;
  const inst1 = { coreApi, adminDashboard: coreApi, manageApi: coreApi, credentials: 'kubernetes' };
  bench.write('onboard.config.yaml', stringify({ targets: { mas: { inst1 } } }));
  bench.write('tenant.yaml', tenantFile('acme', ['bob']));
  const kubeconfig = bench.write('kubeconfig', await startCluster());
  return bench.onboard(['run', 'tenant.yaml', '--quiet', '--output', 'json'], { env: { KUBECONFIG: kubeconfig } });
}

test('the roles of the examples let everything be read that a run reads, and nothing more', async () => {
  const run = await onboard();
  expect([run.code, run.stderr]).toEqual([0, expect.not.stringContaining('TARGET_')]);
  expect(JSON.parse(run.stdout)).toMatchObject({ status: 'completed', counts: { completed: 2 } });
  expect([...new Set(asked)].toSorted()).toEqual(allowed.map((secret) => `GET ${secret}`));
}, 120_000);

test('a role that lacks one of them is told what it lacks', async () => {
  const lacking = 'mas-inst1-manage/inst1-internal-manage-tls';
  grants = allowed.filter((secret) => secret !== lacking);
  const run = await onboard();
  expect(run.code).not.toBe(0);
  expect(`${run.stdout}${run.stderr}`).toContain('inst1-internal-manage-tls');
}, 120_000);
