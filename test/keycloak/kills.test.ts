import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { TenantResult } from '../../src/domain/run/outcome';
import { tenantWorkflowId } from '../../src/domain/run/names';
import { defaultRunOptions, type OffboardTenantInput, type OnboardTenantInput } from '../../src/domain/run/run';
import type { TargetRef } from '../../src/domain/tenant/target-ref';
import { testEnvironment, usersOf } from '../system/onboarding-system';
import { type RealStand, startRealStand } from './stand';

vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 600_000 });
/** `npm run test:keycloak` sets them: some minutes of two processors. */
const total = Number(process.env['KEYCLOAK_USERS'] ?? 0);
const kills = Number(process.env['KEYCLOAK_KILLS'] ?? 0);

const program = join(__dirname, '..', '..', 'dist', 'worker.js');
const target: TargetRef = {
  ...{ system: 'keycloak', instance: 'inst1', realm: 'users', organization: 'acme' },
  ...{ identityProviders: [{ alias: 'corp' }], roles: { secondary: ['editor'] } },
  ...{ clientRoles: { secondary: { portal: ['reader'] } }, groups: { secondary: ['/staff', '/tenants/acme'] } },
};
const Events = z.array(z.object({ operationType: z.string(), resourcePath: z.string() }));

(total > 0 ? describe : describe.skip)(`${total} users on a real Keycloak`, () => {
  const taskQueue = `q-${process.pid}-${Date.now()}`;
  let stand: RealStand;
  let connection: Connection;
  let worker: ChildProcess | undefined;
  beforeAll(async () => {
    stand = await startRealStand();
    // So slowly that no run ends before its worker was killed as often as wanted.
    const settings = { ...stand.settings('users'), requestsPerSecond: 40 };
    writeFileSync(join(stand.folder, 'onboard.config.yaml'), stringify({ targets: { keycloak: { inst1: settings } } }));
    connection = await Connection.connect({ address: testEnvironment('TEST_TEMPORAL_ADDRESS') });
  });
  afterAll(async () => {
    worker?.kill('SIGKILL');
    await connection.close();
    await stand.close();
  });

  async function startWorker(): Promise<ChildProcess> {
    const env = {
      PATH: process.env['PATH'],
      TEMPORAL_ADDRESS: testEnvironment('TEST_TEMPORAL_ADDRESS'),
      ...{ ONBOARD_CONFIG: join(stand.folder, 'onboard.config.yaml'), ONBOARD_TASK_QUEUE: taskQueue },
    };
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    for await (const line of createInterface({ input: child.stderr })) if (line.includes('"worker started"')) break;
    child.stderr.resume();
    return child;
  }

  const users = usersOf('secondary', ...Array.from({ length: total }, (_, n) => `user-${n}`));
  const input: OnboardTenantInput = {
    ...{ tenant: 'acme', target, users, options: { ...defaultRunOptions, stepTimeoutMs: 600_000 } },
  };
  const start = (type: 'onboardTenant' | 'offboardTenant', what: OnboardTenantInput | OffboardTenantInput) =>
    new Client({ connection }).workflow.start(type, {
      ...{ workflowId: tenantWorkflowId(target, 'acme'), taskQueue, args: [what] },
    });
  const count = async () => z.number().parse(await stand.kcadm('get', 'users/count', '-r', 'users'));

  /** How often each kind of write stands in the log of the administration: `CREATE users/ID`. */
  async function writes(): Promise<Record<string, number>> {
    const events = Events.parse(await stand.kcadm('get', 'admin-events', '-r', 'users', '-q', 'max=100000'));
    const byKind: Record<string, number> = {};
    for (const { operationType, resourcePath } of events) {
      const kind = `${operationType} ${resourcePath.replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, 'ID')}`;
      byKind[kind] = (byKind[kind] ?? 0) + 1;
    }
    return byKind;
  }

  it(`are made once each, though the worker is killed ${kills} times; a second run writes nothing`, async () => {
    const run = await start('onboardTenant', input);
    let ended: TenantResult | undefined;
    const result: Promise<TenantResult> = run.result().then((known: TenantResult) => (ended = known));
    for (let kill = 0; kill < kills && ended === undefined; kill += 1) {
      worker = await startWorker();
      await pause(1_000 + 150 * (kill % 7));
      const dead = once(worker, 'exit');
      worker.kill('SIGKILL');
      await dead;
    }
    expect(ended).toBeUndefined();
    worker = await startWorker();
    expect(await result).toMatchObject({ status: 'completed', counts: { total, completed: total } });
    expect(await count()).toBe(total);
    const made = await writes();
    expect(made).toEqual({
      ...{ 'CREATE organizations/ID': 1, 'CREATE organizations/ID/members': total, 'CREATE users/ID': total },
      ...{ 'CREATE users/ID/federated-identity/corp': total, 'CREATE users/ID/groups/ID': 2 * total },
      ...{ 'CREATE users/ID/role-mappings/realm': total, 'CREATE users/ID/role-mappings/clients/ID': total },
    });
    const again = await start('onboardTenant', input);
    expect(await again.result()).toMatchObject({ status: 'completed', changed: 0, counts: { completed: total } });
    expect(await writes()).toEqual(made);
  });

  it('are gone after they were offboarded', async () => {
    const leaving = { how: 'delete', force: false } as const;
    const run = await start('offboardTenant', { ...leaving, ...input });
    expect(await run.result()).toMatchObject({ status: 'completed', counts: { completed: total } });
    expect(await count()).toBe(0);
  });
});
