import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { Temporal } from '../../src/client';
import type { TenantResult } from '../../src/domain/run/outcome';
import { defaultRunOptions } from '../../src/domain/run/run';
import { personOf } from '../../src/domain/tenant/person';
import type { User } from '../../src/domain/tenant/user';
import { systemClock } from '../../src/http/clock';
import { readList } from '../../src/targets/scim/lists';
import { createScim } from '../../src/targets/scim/scim';
import { connectScim } from '../../src/targets/scim/session';
import { ScimRef, ScimSettings } from '../../src/targets/scim/settings';
import { routes } from '../../src/targets/scim/wire';
import { createSecretOpener } from '../../src/worker/secrets';
import { connectToServer } from '../client/stand';
import { planned } from '../conformance/onboarding';
import { testEnvironment, usersOf } from '../system/onboarding-system';
import { findPythonTool } from '../system/python-tool';
import { pageSize, type RealScim, startScim2Server } from './scim2-server';

/** `npm run test:scim` asks for more of both. */
const [total, kills] = [Number(process.env['SCIM_USERS'] ?? 20), Number(process.env['SCIM_KILLS'] ?? 2)];
vi.setConfig({ testTimeout: 120_000 + kills * 60_000, hookTimeout: 120_000 });

const executable = findPythonTool('scim2-server');
const program = join(__dirname, '..', '..', 'dist', 'worker.js');
const target = ScimRef.parse({
  ...{ system: 'scim', instance: 'inst1', missingGroups: 'create' },
  groups: { primary: ['administrators', 'members'], secondary: ['members'] },
  roles: { primary: ['admin'] },
  enterprise: { secondary: { department: 'Tour Promotion' } },
});

(executable === undefined ? describe.skip : describe)('scim2-server, which we did not write', () => {
  const suffix = randomBytes(4).toString('hex');
  const [tenant, taskQueue] = [`t-${suffix}`, `q-${suffix}`];
  const names = Array.from({ length: total }, (_, n) => `u${n}`);
  const primaries = Math.ceil(total / 5);
  const users = [
    ...usersOf('primary', ...names.slice(0, primaries)),
    ...usersOf('secondary', ...names.slice(primaries)),
  ];
  let scim: RealScim;
  let temporal: Temporal;
  let worker: ChildProcess | undefined;

  beforeAll(async () => {
    scim = await startScim2Server(executable ?? '');
    temporal = await connectToServer(taskQueue);
    worker = await startWorker();
  });
  afterAll(async () => {
    worker?.kill('SIGKILL');
    await temporal.client.connection.close();
    await scim.stop();
  });

  async function startWorker(): Promise<ChildProcess> {
    const env = {
      PATH: process.env['PATH'],
      TEMPORAL_ADDRESS: testEnvironment('TEST_TEMPORAL_ADDRESS'),
      ONBOARD_CONFIG: scim.configFile,
      ONBOARD_TASK_QUEUE: taskQueue,
    };
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const log: string[] = [];
    const lines = createInterface({ input: child.stderr });
    lines.on('line', (line) => log.push(line));
    while (!log.some((line) => line.includes('"worker started"'))) {
      await Promise.race([once(lines, 'line'), once(child, 'exit')]);
      if (child.exitCode !== null) throw new Error(log.join('\n'));
    }
    return child;
  }

  const begin = (name: string, type: string, own: object = {}): Promise<WorkflowHandle> => {
    const options = { ...defaultRunOptions, pollIntervalMs: 500, concurrency: 5 };
    const args = [{ tenant, target, users, options, ...own }];
    return temporal.client.workflow.start(type, { workflowId: `${name}-${suffix}`, taskQueue, args });
  };

  /** Kills the worker so many times while a run writes, each time some writes after the last. */
  async function killAgainAndAgain(times: number): Promise<void> {
    for (let killed = 0; killed < times; killed += 1) {
      const { length } = scim.writes;
      // The last one still finds something to do.
      while (scim.writes.length < length + Math.max(1, Math.floor(total / (times + 1)))) await pause(10);
      worker?.kill('SIGKILL');
      worker = await startWorker();
    }
  }

  const shown = (name: string, active: boolean, roles: readonly string[]) => JSON.stringify([name, active, roles]);
  const statesOf = async () => {
    const [found, groups] = [await scim.users(), await scim.groups()];
    const nameOf = new Map(found.map(({ id, userName }) => [id, userName]));
    const members = groups.map(({ displayName, members: all }) => [
      displayName,
      all.map(({ value }) => nameOf.get(value) ?? `nobody: ${value}`).toSorted(),
    ]);
    return {
      users: found
        .map(({ userName, active, roles }) =>
          shown(
            userName,
            active,
            roles.map(({ value }) => value),
          ),
        )
        .toSorted(),
      groups: Object.fromEntries(members),
    };
  };
  const addresses = (some: readonly User[]) => some.map(({ record }) => record.email).toSorted();
  const whole = (active: boolean, grouped: boolean) => ({
    users: users.map(({ kind, record }) => shown(record.email, active, kind === 'primary' ? ['admin'] : [])).toSorted(),
    groups: {
      administrators: grouped ? addresses(users.filter(({ kind }) => kind === 'primary')) : [],
      members: grouped ? addresses(users) : [],
    },
  });

  it(`has ${total} users once each after ${kills} kills of the worker, none lost, in groups that were made once`, async () => {
    const run = await begin('on', 'onboardTenant');
    await killAgainAndAgain(kills);
    const result: TenantResult = await run.result();
    expect(result).toMatchObject({ status: 'completed', counts: { total, completed: total } });
    expect(await statesOf()).toEqual(whole(true, true));
    const made = scim.writes.filter(({ status }) => status === 201);
    expect(made.map(({ path }) => path).toSorted()).toEqual([
      '/v2/Groups',
      '/v2/Groups',
      ...users.map(() => '/v2/Users'),
    ]);
  });

  it('is written nothing by a second run, nor by a look', async () => {
    const { length } = scim.writes;
    expect(await (await begin('again', 'onboardTenant')).result()).toMatchObject({ counts: { completed: total } });
    const bound = createScim(deps())(target);
    const [first, last] = [users[0], users.at(-1)];
    if (first === undefined || last === undefined) throw new Error('there are users');
    expect(await planned(bound, personOf(first.record), 'primary')).toEqual([]);
    expect(await planned(bound, personOf(last.record), 'secondary')).toEqual([]);
    expect(scim.writes).toHaveLength(length);
  });

  it.each([
    ['cursor', true],
    ['index', false],
  ])('is read to its end by %s', async (_, cursor) => {
    const pages = { cursor, index: !cursor, maxPageSize: pageSize };
    const all = await readList(connectScim(deps()), { what: 'list users', path: routes.users, pages });
    expect(new Set(all?.map((user) => JSON.stringify(user))).size).toBe(total);
  });

  it('disables, enables again when the same list comes once more, and ends empty', async () => {
    const away = { how: 'disable', force: false };
    expect(await (await begin('off', 'offboardTenant', away)).result()).toMatchObject({ counts: { completed: total } });
    expect(await statesOf()).toEqual(whole(false, false));
    expect(await (await begin('back', 'onboardTenant')).result()).toMatchObject({ counts: { completed: total } });
    expect(await statesOf()).toEqual(whole(true, true));
    const gone = await begin('gone', 'offboardTenant', { how: 'delete', force: false });
    await killAgainAndAgain(Math.min(kills, 1));
    expect(await gone.result()).toMatchObject({ counts: { completed: total } });
    expect(await statesOf()).toEqual({ users: [], groups: { administrators: [], members: [] } });
  });

  const deps = () => ({
    settings: ScimSettings.parse(scim.settings),
    openSecret: createSecretOpener(),
    clock: systemClock,
  });
});
