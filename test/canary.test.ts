import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { issueSecret, maskIssued } from '../simulator/server/issued-secret';
import { type Bench, createBench, tenantFile } from './cli/bench/onboard';
import { formsOf, textsBelow, whereFound } from './planted';

// Secrets are planted, everything a run leaves behind is searched for them: output, logs, Temporal's database.

const password = 'canary-Pa55word/with+odd=characters';
const seed = 77;

describe('what a run leaves behind', () => {
  let bench: Bench;
  const left = new Map<string, string>();
  let codes: (number | null)[];

  beforeAll(async () => {
    bench = await createBench();
    const control = await bench.simulate({ password, seed, syncDelayMs: 200 });
    bench.write('tenant.yaml', tenantFile('acme', ['bob', 'cy']));
    await control.faults([
      { method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: { status: 400, body: { detail: password } } },
      { method: 'GET', path: '/v3/users', times: 1, do: { expireToken: true } },
      { method: 'PUT', path: '/v3/users', user: 'cy@acme.example', times: 1, do: { reset: 'after' } },
    ]);
    const env = { ONBOARD_LOG_LEVEL: 'trace' };
    const run = await bench.onboard(['run', 'tenant.yaml', '--keep', '--output', 'json'], { env });
    const status = await bench.onboard(['status', 'acme', '--output', 'json'], { env });
    const doctor = await bench.onboard(['doctor', '--output', 'json'], { env });
    codes = [run.code, status.code, doctor.code];
    for (const [name, ended] of Object.entries({ run, status, doctor })) {
      left.set(`${name} stdout`, ended.stdout).set(`${name} stderr`, ended.stderr);
    }
    for (const [path, text] of textsBelow(join(bench.folder, 'tenant-onboarding'))) left.set(path, text);
  });

  afterAll(() => bench.clear());

  it('comes from a run in which one user failed', () => {
    expect(codes[0]).toBe(1);
    expect(codes[2]).toBe(0);
    expect(left.get('run stdout')).toContain('TARGET_REJECTED');
  });

  it('holds the tenant, so that the search is known to find things', () => {
    const places = whereFound(left, formsOf('ada@acme.example'));
    expect(places.some((place) => place.includes('temporal.db'))).toBe(true);
    expect(places).toContain('run stdout');
  });

  it('holds no password', () => {
    expect(whereFound(left, formsOf(password))).toEqual([]);
  });

  it.each([
    ...[0, 1, 2, 3].map((count) => `token ${count}`),
    ...[0, 1, 2].map((count) => `api key ${count} MAXADMIN`),
    ...['ada', 'cy'].map((name) => `user token 1 ${name}@acme.example`),
  ])('holds no %s', (name) => {
    expect(whereFound(left, formsOf(issueSecret(seed, name)))).toEqual([]);
  });

  it('holds nothing that looks like a secret of the simulator', () => {
    expect([...left].filter(([, text]) => maskIssued(text) !== text).map(([name]) => name)).toEqual([]);
  });

  it('has log lines, and no e-mail address in them', () => {
    const lines = [...left].flatMap(([name, text]) => (name.endsWith('stderr') ? text.split('\n') : []));
    const logged = lines.filter((line) => line.startsWith('{'));
    expect(logged.length).toBeGreaterThan(5);
    expect(logged.filter((line) => line.includes('acme.example'))).toEqual([]);
  });

  it('has no certificate key', () => {
    const key = readFileSync(join(bench.folder, 'certificates-0', 'client.key'), 'utf8').split('\n')[1] ?? '';
    expect(key.length).toBeGreaterThan(40);
    expect(whereFound(left, [key])).toEqual([]);
  });
});
