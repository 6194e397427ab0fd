import { textsIn } from '../../../src/client/erase/person-trace';
import { eventsOf, valuesIn } from '../../../src/client/history/raw-history';
import {
  changeSchedule,
  type EraseRequest,
  erase,
  findErasable,
  followRun,
  readTenantLedger,
  type RunId,
  setSchedule,
  startOnboarding,
  type Temporal,
} from '../../../src/client';
import { defaultRunOptions } from '../../../src/domain/run/run';
import type { User } from '../../../src/domain/tenant/user';
import { userKey } from '../../../src/input/tenant/user-key';
import { masAt, type OnboardingSystem, startOnboardingSystem } from '../../system/onboarding-system';
import { connectToServer, requestFor } from '../stand';
import { ledgerId, syncWorkflowId, tenantWorkflowId } from '../../../src/domain/run/names';

let system: OnboardingSystem;
let temporal: Temporal;
beforeAll(async () => {
  system = await startOnboardingSystem();
  temporal = await connectToServer(system.taskQueue);
});
afterAll(async () => {
  await temporal.client.connection.close();
  await system.stop();
});

const keysOf = (id: string) => [userKey(id)];
const person = (given: string, family: string): User => {
  const email = `${given}@acme.example`.toLowerCase();
  return { key: userKey(email), kind: 'secondary', record: { email, given_name: given, family_name: family } };
};
const zenobia = person('Zenobia', 'Quillfeather');
const barnaby = person('Barnaby', 'Thistlewood');

async function onboarded(tenant: string, ...users: User[]): Promise<string> {
  const run = await startOnboarding(temporal, { ...requestFor(tenant, users), again: 'always' });
  if (run.kind === 'nothing-to-do') throw new Error('a run was expected');
  expect(await followRun(temporal, run, { intervalMs: 50 })).toMatchObject({ result: { status: 'completed' } });
  return run.runId;
}

const eraseAll = async (request: Omit<EraseRequest, 'keysOf'>) =>
  erase(temporal, await findErasable(temporal, { ...request, keysOf }), {});

/** What is listed under the tenant's name or id, and the run ids of it. */
async function listed(tenant: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const query = `OnboardTenant = '${tenant}'`;
  for await (const run of temporal.client.workflow.list({ query })) found.set(run.runId, run.workflowId);
  for await (const run of temporal.client.workflow.list({
    query: `WorkflowId = '${ledgerId(masAt(tenant), tenant)}'`,
  })) {
    found.set(run.runId, run.workflowId);
  }
  return found;
}

/** Search is a moment behind. */
async function untilListed(tenant: string, runs: number): Promise<Map<string, string>> {
  for (;;) {
    const found = await listed(tenant);
    if (found.size >= runs) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether Temporal has no event of the run left. */
async function isGone(run: RunId): Promise<boolean> {
  return (await eventsOf(temporal, run).next()).done === true;
}

/** How many of these runs' histories hold the text. */
async function holding(runs: ReadonlyMap<string, string>, text: string): Promise<number> {
  let count = 0;
  for (const [runId, workflowId] of runs) {
    const texts: string[] = [];
    for await (const event of eventsOf(temporal, { workflowId, runId })) {
      for await (const value of valuesIn(temporal, event)) texts.push(...textsIn(value));
    }
    if (texts.some((part) => part.includes(text))) count += 1;
  }
  return count;
}

it('erases a person: their histories and those that speak of them go, the others stay', async () => {
  const tenant = `${system.tenant}-one`;
  const both = await onboarded(tenant, zenobia, barnaby);
  const hers = await onboarded(tenant, zenobia);
  const his = await onboarded(tenant, barnaby);
  const before = await untilListed(tenant, 8);
  expect(await holding(before, 'Quillfeather')).toBe(5);

  const { erased, left } = await eraseAll({ tenant, users: ['ZENOBIA@acme.example'] });
  expect(left).toEqual([]);
  expect(erased.map(({ kind }) => kind).sort()).toEqual(['ledger', 'run', 'run', 'user', 'user']);
  for (const run of erased) expect(await isGone(run)).toBe(true);
  const after = await listed(tenant);
  expect([both, hers].filter((runId) => after.has(runId))).toEqual([]);
  const stay = [...before].filter(([runId]) => !erased.some((gone) => gone.runId === runId));
  expect([...after]).toEqual(expect.arrayContaining(stay));
  expect([stay.length, after.has(his)]).toEqual([3, true]);
  expect([await holding(after, 'Quillfeather'), await holding(after, 'zenobia@')]).toEqual([0, 0]);
  expect(await holding(after, 'Thistlewood')).toBe(4);
  const { target } = requestFor(tenant, []).input;
  const pages = [];
  for await (const page of readTenantLedger(temporal, { tenant, target })) pages.push(page);
  expect(pages).toEqual([[expect.objectContaining({ user: barnaby })]]);
});

it('finds by e-mail address whoever goes by another id, also when the run is gone that told', async () => {
  const tenant = `${system.tenant}-ids`;
  const withId = (user: User, id: string): User => ({ ...user, key: userKey(id), record: { ...user.record, id } });
  await onboarded(tenant, withId(zenobia, 'zq-1'), withId(barnaby, 'bt-2'));
  const before = await untilListed(tenant, 4);
  await eraseAll({ tenant, users: ['bt-2'] });
  const { erased, left } = await eraseAll({ tenant, users: ['zenobia@acme.example'] });
  expect([left, erased.map(({ kind }) => kind)]).toEqual([[], expect.arrayContaining(['user', 'ledger'])]);
  for (const [runId, workflowId] of before) expect(await isGone({ workflowId, runId })).toBe(true);
  expect(await holding(await listed(tenant), 'Quillfeather')).toBe(0);
});

it('answers what it did when it is stopped after the first deletion, and not before it', async () => {
  const tenant = `${system.tenant}-stop`;
  await onboarded(tenant, zenobia);
  const found = await findErasable(temporal, { tenant, keysOf });
  const reason = new Error('enough');
  await expect(erase(temporal, found, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect((await untilListed(tenant, 3)).size).toBe(3);
  const stop = new AbortController();
  const onProgress = () => stop.abort(reason);
  const answer = await erase(temporal, await findErasable(temporal, { tenant, keysOf }), {
    ...{ onProgress, signal: stop.signal },
  });
  expect(answer).toEqual({ erased: expect.any(Array), left: [], stopped: { by: reason } });
  expect(answer.erased.map(({ kind }) => kind).sort()).toEqual(['ledger', 'run', 'user']);
});

it('refuses while a run is open or a schedule keeps a list, and deletes nothing', async () => {
  const tenant = `${system.tenant}-two`;
  const { input } = requestFor(tenant, [zenobia]);
  const { target, users } = input;
  await setSchedule(temporal, {
    input: { tenant, target, users, options: defaultRunOptions, leaving: { how: 'disable', force: false } },
    ...{ fingerprint: 'f', everyMs: 86_400_000 },
  });
  await onboarded(tenant, zenobia);
  const before = await untilListed(tenant, 3);
  const remedy = expect.stringContaining('onboard schedule delete');
  await expect(eraseAll({ tenant })).rejects.toMatchObject({ code: 'RUN_REFUSED', remedy });
  await changeSchedule(temporal, { tenant }, 'delete');

  await system.control.faults([{ method: 'GET', path: '/v3/users', do: { delay: '3s' } }]);
  const open = await startOnboarding(temporal, { ...requestFor(tenant, [zenobia]), again: 'always' });
  const message = expect.stringContaining(tenantWorkflowId(masAt(tenant), tenant));
  await expect(eraseAll({ tenant })).rejects.toMatchObject({ code: 'RUN_REFUSED', message });
  const users2 = ['zenobia@acme.example'];
  await expect(eraseAll({ tenant, users: users2 })).rejects.toMatchObject({ code: 'RUN_REFUSED', message });
  const kept = await listed(tenant);
  expect([...before.keys()].filter((runId) => !kept.has(runId))).toEqual([]);
  await system.control.faults([]);
  if (open.kind !== 'nothing-to-do') await followRun(temporal, open, { intervalMs: 50 });
});

it('erases a tenant with its ledger and what its schedule left, and no other tenant', async () => {
  const tenant = `${system.tenant}-two`;
  const other = `${tenant}-more`;
  await onboarded(other, zenobia);
  const others = await untilListed(other, 3);
  const { erased, left } = await eraseAll({ tenant });
  expect([left, new Set(erased.map(({ kind }) => kind))]).toEqual([[], new Set(['run', 'user', 'ledger', 'schedule'])]);
  const query = `TemporalNamespaceDivision = 'TemporalScheduler' AND WorkflowId = 'temporal-sys-scheduler:${syncWorkflowId(masAt(tenant), tenant)}'`;
  expect(await temporal.client.workflow.count(query)).toMatchObject({ count: 0 });
  const byId = `WorkflowId = '${tenantWorkflowId(masAt(tenant), tenant)}' OR OnboardTenant = '${tenant}'`;
  expect(await temporal.client.workflow.count(byId)).toMatchObject({ count: 0 });
  const ledger = temporal.client.workflow.getHandle(ledgerId(masAt(tenant), tenant));
  await expect(ledger.describe()).rejects.toThrow('not found');
  expect(await listed(other)).toEqual(others);
  expect(await eraseAll({ tenant })).toEqual({ erased: [], left: [] });
});
