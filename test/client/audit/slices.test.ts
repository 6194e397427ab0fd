import {
  auditEvents,
  connectTemporal,
  erase,
  findErasable,
  readOutcome,
  skipUsers,
  startOnboarding,
  type Temporal,
} from '../../../src/client';
import type { AuditLine } from '../../../src/domain/report/audit';
import { messages } from '../../../src/domain/run/names';
import type { RetryFailed } from '../../../src/domain/run/run';
import {
  type OnboardingSystem,
  startOnboardingSystem,
  tenantHandle,
  testEnvironment,
  usersOf,
} from '../../system/onboarding-system';
import { requestFor } from '../stand';

const slices = { above: 2, size: 3, atOnce: 2, patienceMs: 60_000 };
const bad = (name: string) => ({
  method: 'POST',
  path: '/v3/users',
  user: `${name}@acme.example`,
  do: { status: 400 },
});
const print = (value: string) => `print of ${value}`;

let system: OnboardingSystem;
let temporal: Temporal;
beforeAll(async () => {
  system = await startOnboardingSystem({ apps: [] });
  const address = testEnvironment('TEST_TEMPORAL_ADDRESS');
  temporal = await connectTemporal({ address, taskQueue: system.taskQueue, env: {}, identity: 'pipeline-8' });
});
afterAll(async () => {
  await temporal.client.connection.close();
  await system.stop();
});

async function audited(tenant: string): Promise<readonly AuditLine[]> {
  for (;;) {
    const lines: AuditLine[] = [];
    for await (const line of auditEvents(temporal, { fingerprint: print, tenant })) lines.push(line);
    // Search is a moment behind.
    if (lines.filter(({ event }) => event === 'user.ended').length >= 9) return lines;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

it('tells of a run in slices what it tells of any other, and erases a person from it', async () => {
  const { tenant } = system;
  const users = usersOf('secondary', ...Array.from({ length: 7 }, (_, n) => `aud${n}`));
  await system.control.faults([bad('aud1'), bad('aud2')]);
  const begin = (some: typeof users) => {
    const { input, ...request } = requestFor(tenant, some, { holdForMs: 3_600_000 });
    return startOnboarding(temporal, { ...request, input: { ...input, slices } });
  };
  const started = await begin(users);
  if (started.kind !== 'started') throw new Error(started.kind);
  const run = tenantHandle(temporal.client.workflow.getHandle(started.workflowId));
  await run.until(({ phase }) => phase === 'holding');
  expect(await begin([...users, ...usersOf('secondary', 'aud7', 'aud8')])).toMatchObject({ added: 2 });
  await run.until(({ phase, counts }) => phase === 'holding' && counts.total === 9);
  await system.control.faults([]);
  await run.workflow.executeUpdate<number, [RetryFailed]>(messages.retryFailed, {
    args: [{ users: ['aud1@acme.example'], edits: { aud1: { given_name: 'Audrey' } } }],
  });
  await run.until(({ phase, counts }) => phase === 'holding' && counts.failed === 1 && counts.completed === 8);
  await skipUsers(temporal, { tenant, users: ['aud2@acme.example'] });
  await run.result();

  const lines = await audited(tenant);
  const ofRun = lines.filter(({ event }) => !event.startsWith('user.') || event === 'user.skipped');
  const by = (event: AuditLine['event']) => lines.filter((line) => line.event === event);
  expect(by('run.started')).toMatchObject([{ actor: 'pipeline-8', count: 7 }]);
  expect(by('run.joined').reduce((sum, { count = 0 }) => sum + count, 0)).toBe(2);
  expect(by('user.retried')).toMatchObject([{ actor: 'pipeline-8', userKey: 'aud1' }]);
  expect(by('user.edited')).toMatchObject([
    { userKey: 'aud1', fields: [{ field: 'given_name', from: print('aud1'), to: print('Audrey') }] },
  ]);
  expect(by('user.skipped')).toMatchObject([{ actor: 'pipeline-8', userKey: 'aud2' }]);
  expect(by('run.ended')).toMatchObject([{ status: 'completed' }]);
  expect(new Set(ofRun.map(({ event }) => event))).toEqual(
    new Set(['run.started', 'run.joined', 'user.skipped', 'run.ended']),
  );
  expect(JSON.stringify(lines)).not.toContain('@acme.example');

  const found = await findErasable(temporal, { tenant, users: ['aud1@acme.example'], keysOf: () => ['aud1'] });
  const kinds = found.executions.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['run', 'slice', 'user']));
  expect(kinds.filter((kind) => kind === 'slice')).toHaveLength(1);
  const { left } = await erase(temporal, found, {});
  expect(left).toEqual([]);
  await expect(readOutcome(temporal, { tenant })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
});
