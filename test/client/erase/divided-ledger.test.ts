import { setTimeout as pause } from 'node:timers/promises';
import { erase, type Execution, findErasable, readTenantLedger, type Temporal } from '../../../src/client';
import { textsIn } from '../../../src/client/erase/person-trace';
import { eventsOf, valuesIn } from '../../../src/client/history/raw-history';
import { rowOf } from '../../../src/domain/run/ledger';
import { ledgerId, ledgerType } from '../../../src/domain/run/names';
import { userKey } from '../../../src/input/tenant/user-key';
import { masAt, type OnboardingSystem, startOnboardingSystem, usersOf } from '../../system/onboarding-system';
import { connectToServer } from '../stand';

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
const names = ['quillfeather', ...Array.from({ length: 30 }, (_, index) => `u${index}`)];
const idOf = (name: string) => `${name}@acme.example`;

/** A ledger that has divided, and said good-bye to what it knew. */
async function divided(tenant: string): Promise<void> {
  const target = masAt(tenant);
  const rows = usersOf('secondary', ...names).map((user) => rowOf(user, '2026-01-02T03:04:05.000Z'));
  const ledger = await temporal.client.workflow.start(ledgerType, {
    ...{ workflowId: ledgerId(target, tenant), taskQueue: system.taskQueue },
    args: [{ tenant, target, rows, policy: { members: 20, bytes: 100_000 } }],
  });
  while ((await latestRun(tenant)).runId === ledger.firstExecutionRunId) await pause(100);
}

async function latestRun(tenant: string): Promise<Execution> {
  const { workflowId, runId } = await temporal.client.workflow.getHandle(ledgerId(masAt(tenant), tenant)).describe();
  return { workflowId, runId, kind: 'ledger', open: true };
}

/** The runs of the ledger and its shards, of which some hold the text. */
async function runsOf(tenant: string, text: string) {
  const query = `WorkflowId STARTS_WITH '${ledgerId(masAt(tenant), tenant)}'`;
  const [ids, holding]: [Set<string>, string[]] = [new Set(), []];
  for await (const { workflowId, runId } of temporal.client.workflow.list({ query })) {
    ids.add(workflowId);
    const texts: string[] = [];
    for await (const event of eventsOf(temporal, { workflowId, runId })) {
      for await (const value of valuesIn(temporal, event)) texts.push(...textsIn(value));
    }
    if (texts.some((part) => part.includes(text))) holding.push(runId);
  }
  return { ids, holding };
}

async function known(tenant: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of readTenantLedger(temporal, { tenant, target: masAt(tenant) })) {
    found.push(...page.map(({ user }) => user.record.email));
  }
  return found;
}

it('forgets a person in every shard that knows of them, and a whole tenant with all shards', async () => {
  const { tenant } = system;
  const other = `${tenant}-more`;
  await Promise.all([divided(tenant), divided(other)]);
  expect([...(await known(tenant))].sort()).toEqual(names.map(idOf).sort());
  // Search is a moment behind: the run before the division and the shard have to be in it.
  while ((await runsOf(tenant, 'quillfeather')).holding.length < 2) await pause(50);

  // One that divides between the search and the deletion has shards that nobody searched.
  const late = { tenant: other, executions: [], ledgers: [await latestRun(other)], persons: [idOf('quillfeather')] };
  await expect(erase(temporal, late, {})).rejects.toMatchObject({ code: 'RUN_REFUSED' });

  const some = await findErasable(temporal, { tenant, users: [idOf('quillfeather')], keysOf });
  expect([some.ledgers.length, new Set(some.executions.map(({ kind }) => kind))]).toEqual([1, new Set(['ledger'])]);
  expect(await erase(temporal, some, {})).toMatchObject({ left: [] });
  expect((await runsOf(tenant, 'quillfeather')).holding).toEqual([]);
  expect([...(await known(tenant))].sort()).toEqual(names.slice(1).map(idOf).sort());

  const all = await findErasable(temporal, { tenant, keysOf });
  const ids = new Set(all.executions.map(({ workflowId }) => workflowId));
  expect(ids).toEqual((await runsOf(tenant, 'nobody')).ids);
  expect(ids.size).toBeGreaterThan(5);
  expect(await erase(temporal, all, {})).toMatchObject({ left: [] });
  expect((await runsOf(tenant, 'acme')).ids).toEqual(new Set());
  expect(await known(other)).toHaveLength(names.length);
  await erase(temporal, await findErasable(temporal, { tenant: other, keysOf }), {});
});
