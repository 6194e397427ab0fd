import {
  type AuditRequest,
  auditEvents,
  cancelRun,
  connectTemporal,
  followRun,
  retryRun,
  startOnboarding,
  type Temporal,
} from '../../../src/client';
import type { AuditLine } from '../../../src/domain/report/audit';
import { messages } from '../../../src/domain/run/names';
import { defaultRunOptions, type RetryFailed } from '../../../src/domain/run/run';
import type { User } from '../../../src/domain/tenant/user';
import { userKey } from '../../../src/input/tenant/user-key';
import { type OnboardingSystem, startOnboardingSystem, testEnvironment } from '../../system/onboarding-system';
import { requestFor } from '../stand';

let system: OnboardingSystem;
let temporal: Temporal;
beforeAll(async () => {
  system = await startOnboardingSystem();
  const address = testEnvironment('TEST_TEMPORAL_ADDRESS');
  temporal = await connectTemporal({ address, taskQueue: system.taskQueue, env: {}, identity: 'pipeline-7' });
});
afterAll(async () => {
  await temporal.client.connection.close();
  await system.stop();
});

const person = (given: string): User => {
  const email = `${given}@acme.example`.toLowerCase();
  return { key: userKey(email), kind: 'secondary', record: { email, given_name: given, family_name: 'Quillfeather' } };
};
const [zenobia, barnaby, typo] = [person('Zenobia'), person('Barnaby'), person('Clementien')] as const;
const octavia = person('Octavia');
const badUser = (email: string) => ({ method: 'POST', path: '/v3/users', user: email, do: { status: 400 } }) as const;

async function audited(request: Partial<AuditRequest>): Promise<readonly AuditLine[]> {
  const lines: AuditLine[] = [];
  for await (const line of auditEvents(temporal, { fingerprint: userKey, ...request })) lines.push(line);
  return lines;
}

/** Search is a moment behind. */
async function auditedUntil(tenant: string, done: (lines: readonly AuditLine[]) => boolean) {
  for (;;) {
    const lines = await audited({ tenant });
    if (done(lines)) return lines;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('tells who started, joined and corrected a run, and what was done for whom, without naming anybody', async () => {
  const { tenant } = system;
  await system.control.faults([badUser(typo.record.email)]);
  const request = requestFor(tenant, [zenobia, typo], { holdForMs: 3_600_000 });
  const run = await startOnboarding(temporal, request);
  if (run.kind !== 'started') throw new Error('a run was expected');
  const handle = temporal.client.workflow.getHandle(run.workflowId, run.runId);
  await auditedUntil(tenant, (lines) => lines.filter(({ event }) => event === 'user.ended').length === 2);
  const stop = new AbortController();
  await followRun(temporal, run, {
    intervalMs: 50,
    signal: stop.signal,
    onProgress: ({ phase }) => phase === 'holding' && stop.abort(),
  }).catch(() => undefined);
  await startOnboarding(temporal, requestFor(tenant, [zenobia, barnaby]));
  const edits = { [typo.record.email]: { email: 'clementine@acme.example' } };
  await handle.executeUpdate<number, [RetryFailed]>(messages.retryFailed, {
    args: [{ users: [typo.record.email], edits }],
  });
  await auditedUntil(tenant, (lines) => lines.filter(({ event }) => event === 'user.ended').length === 4);
  await followRun(temporal, run, { intervalMs: 50 });

  const lines = await auditedUntil(tenant, (found) => found.some(({ event }) => event === 'run.ended'));
  const ofRun = lines.filter(({ runId }) => runId === run.runId);
  const common = { tenant, target: `mas:${tenant}`, workflowId: run.workflowId };
  const byUs = { ...common, actor: 'pipeline-7' };
  const fields = [{ field: 'email', from: userKey('clementien@acme.example'), to: userKey('clementine@acme.example') }];
  expect(ofRun).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ ...byUs, event: 'run.started', count: 2 }),
      expect.objectContaining({ ...byUs, event: 'run.joined', count: 1 }),
      expect.objectContaining({ ...byUs, event: 'user.edited', userKey: typo.key, fields }),
      expect.objectContaining({ ...byUs, event: 'user.retried', userKey: typo.key }),
      expect.objectContaining({ ...common, event: 'run.ended', status: 'completed', count: 3 }),
    ]),
  );
  expect(ofRun.filter(({ event }) => event === 'run.joined')).toHaveLength(1);
  const ofZenobia = lines.filter((line) => line.userKey === zenobia.key);
  expect(ofZenobia.map(({ event }) => event).at(0)).toBe('user.started');
  expect(ofZenobia).toContainEqual(
    expect.objectContaining({
      event: 'user.step',
      step: 'create',
      what: 'Create the user',
      changed: true,
      attempts: 1,
    }),
  );
  expect(ofZenobia.at(-1)).toMatchObject({ event: 'user.ended', status: 'completed', changed: true });
  expect(lines).toContainEqual(
    expect.objectContaining({
      ...{ event: 'user.ended', userKey: typo.key, status: 'failed', step: 'create', code: 'TARGET_REJECTED' },
    }),
  );
  const text = JSON.stringify(lines);
  expect(text.match(/@acme\.example|zenobia|barnaby|clementi|quillfeather/gi)).toBeNull();
  expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
  for (const { runId } of lines) {
    const times = lines.filter((line) => line.runId === runId).map(({ at }) => at);
    expect(times).toEqual([...times].sort());
  }
});

it('tells of a closed run that is retried, of one that is cancelled, and nothing from before the time asked for', async () => {
  const tenant = `${system.tenant}-more`;
  await system.control.faults([badUser(octavia.record.email)]);
  const first = await startOnboarding(temporal, requestFor(tenant, [octavia]));
  if (first.kind !== 'started') throw new Error('a run was expected');
  await followRun(temporal, first, { intervalMs: 50 });
  await system.control.faults([{ method: 'POST', path: '/v3/users', do: { status: 503 } }]);
  const since = new Date();
  const options = { ...defaultRunOptions, pollIntervalMs: 100 };
  const again = await retryRun(temporal, { tenant, options, keyOf: ({ email }) => userKey(email) });
  if (again.kind !== 'started') throw new Error('a new run was expected');
  await cancelRun(temporal, { tenant });
  await followRun(temporal, again, { intervalMs: 50 });
  const lines = await auditedUntil(tenant, (found) => found.filter(({ event }) => event === 'run.ended').length === 2);
  const ofAgain = lines.filter(({ runId }) => runId === again.runId);
  expect(ofAgain.map(({ event, actor, status, retryOf }) => ({ event, actor, status, retryOf }))).toEqual([
    { event: 'run.started', actor: 'pipeline-7', status: undefined, retryOf: first.runId },
    { event: 'run.cancelled', actor: 'pipeline-7', status: undefined, retryOf: undefined },
    { event: 'run.ended', actor: 'temporal', status: 'cancelled', retryOf: undefined },
  ]);
  const late = await audited({ tenant, since });
  expect(late).toEqual(lines.filter(({ at }) => at >= since.toISOString()));
  expect([late.length > 0, late.length < lines.length]).toEqual([true, true]);
});
