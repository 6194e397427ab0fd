import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { parse } from 'yaml';
import { type Simulator, startSimulator } from '../../simulator/start';
import { defaultRunOptions } from '../../src/domain/run/run';
import type { User } from '../../src/domain/tenant/user';
import { freePorts } from '../../src/embedded/free-ports';
import { controlOf } from '../system/control';
import { tenantHandle, testEnvironment, usersOf } from '../system/onboarding-system';
import {
  expressionsIn,
  labelsIn,
  matchersIn,
  metricNamesIn,
  parseSamples,
  type Sample,
  typesIn,
} from './prometheus-text';
import { lendCertificates } from '../system/simulator';

const root = join(__dirname, '..', '..');
const address = testEnvironment('TEST_TEMPORAL_ADDRESS');
const tenant = `tenantlabel-${process.pid}`;
/** An instance that no other test of the run has, for the open runs of a whole namespace are counted. */
const instance = `meter${process.pid}`;
const target = { system: 'mas', instance, workspace: 'ws1' } as const;
const people = ['wilhelmina', 'barnabas'] as const;
const sdkLabels = ['namespace', 'taskQueue', 'workflowType', 'activityType', 'le'];

interface Documented {
  readonly type: string;
  readonly labels: readonly string[];
}

/** The table of docs/reference/metrics.md. */
function documented(): Map<string, Documented> {
  const rows = readFileSync(join(root, 'docs', 'reference', 'metrics.md'), 'utf8').matchAll(
    /^\| `(\w+)` \| (counter|gauge|histogram) \| ([^|]+) \|/gm,
  );
  return new Map([...rows].map(([, name = '', type = '', labels = '']) => [name, { type, labels: labelsIn(labels) }]));
}

/** Metrics of Temporal's SDK that docs/reference/metrics.md names: some are not served before something has failed. */
const temporalNames = () => metricNamesIn(readFileSync(join(root, 'docs', 'reference', 'metrics.md'), 'utf8'));

/** A histogram's samples have names of their own. */
const metricOf = (name: string, known: ReadonlyMap<string, unknown>) =>
  known.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');

describe('the metrics of a worker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-'));
  const taskQueue = `q-metrics-${process.pid}`;
  const children: ChildProcess[] = [];
  let simulator: Simulator;
  let connection: Connection;
  let text: string;
  let later: string;
  let samples: Sample[];

  async function startWorker(): Promise<string> {
    const { port } = await freePorts(undefined);
    const env = {
      PATH: process.env['PATH'],
      TEMPORAL_ADDRESS: address,
      ONBOARD_CONFIG: join(folder, 'onboard.config.yaml'),
      ONBOARD_TASK_QUEUE: taskQueue,
      ONBOARD_METRICS_ADDRESS: `127.0.0.1:${port}`,
    };
    const child = spawn(process.execPath, [join(root, 'dist', 'worker.js')], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    children.push(child);
    const said: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) {
      said.push(line);
      if (line.includes('"worker started"')) return `http://127.0.0.1:${port}/metrics`;
    }
    throw new Error(said.join('\n'));
  }

  const scrape = async (url: string): Promise<string> => (await fetch(url)).text();

  async function untilCounted(url: string): Promise<string> {
    for (;;) {
      const now = await scrape(url);
      if (parseSamples(now).some(({ name }) => name === 'onboarding_stuck_workflows')) return now;
      await pause(50);
    }
  }

  function begin(type: string, users: readonly User[], more: object) {
    const workflowId = `${type.startsWith('off') ? 'offboard' : 'onboard'}:mas:${tenant}`;
    const options = { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000, holdForMs: 600_000 };
    const input = { tenant, target, users, options, ...more };
    return new Client({ connection }).workflow.start(type, {
      workflowId,
      taskQueue,
      args: [input],
      searchAttributes: { OnboardTenant: [tenant], OnboardTarget: [`mas:${instance}`], OnboardStatus: ['running'] },
    });
  }

  beforeAll(async () => {
    const writeConfig = join(folder, 'onboard.config.yaml');
    lendCertificates(folder);
    simulator = await startSimulator({ port: 0, instance, certDir: folder, writeConfig, apps: ['facilities'] });
    connection = await Connection.connect({ address });
    const control = controlOf(simulator);
    const [ada, bob] = [usersOf('primary', people[0]), usersOf('secondary', people[1])];
    const refused = { user: `${people[1]}@acme.example`, do: { status: 400 } };
    await control.faults([
      { method: 'GET', path: '/v3/users', times: 1, do: { status: 503, headers: { 'retry-after': '0' } } },
      { method: 'POST', path: '/v3/users', ...refused },
      { method: 'GET', path: '/v3/users', skip: 3, ...refused },
    ]);
    const url = await startWorker();
    const onboarding = tenantHandle(await begin('onboardTenant', [...ada, ...bob], {}));
    await onboarding.until(({ phase }) => phase === 'holding');
    await onboarding.workflow.signal('close', 'now');
    await onboarding.retryFailed({ users: ['nobody'] }).catch(() => undefined);
    await onboarding.workflow.query('status', 'all').catch(() => undefined);
    later = await untilCounted(await startWorker());
    await onboarding.workflow.signal('close');
    await onboarding.result();
    await control.faults([{ method: 'GET', path: '/v3/users', ...refused }]);
    const away = { how: 'disable', force: true };
    const offboarding = tenantHandle(await begin('offboardTenant', [...ada, ...bob], away));
    await offboarding.until(({ phase }) => phase === 'holding');
    await offboarding.workflow.signal('close');
    await offboarding.result();
    text = `${await scrape(url)}\n${later}`;
    samples = parseSamples(text);
  });

  afterAll(async () => {
    const ends = children.map((child) => once(child, 'exit'));
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(ends);
    await connection.close();
    await simulator.close();
    rmSync(folder, { recursive: true });
  });

  const ours = () => [...typesIn(text)].filter(([name]) => /^(on|off)boarding_/.test(name));
  const of = (name: string, labels: Readonly<Record<string, string>>) =>
    samples.filter(
      (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    );

  it('are those that docs/reference/metrics.md lists, of the same type', () => {
    const listed = [...documented()].map(([name, { type }]) => `${name} ${type}`);
    expect(
      ours()
        .map(([name, type]) => `${name} ${type}`)
        .toSorted(),
    ).toEqual(listed.toSorted());
  });

  it('have the labels that docs/reference/metrics.md lists, and those of the SDK', () => {
    const known = documented();
    for (const { name, labels } of samples.filter((sample) => /^(on|off)boarding_/.test(sample.name))) {
      const expected = known.get(metricOf(name, known))?.labels ?? [];
      const own = Object.keys(labels).filter((label) => !sdkLabels.includes(label));
      expect([name, own.toSorted()]).toEqual([name, expected.toSorted()]);
    }
  });

  it('name no tenant and nobody', () => {
    expect(text).toContain(`target="mas:${instance}"`);
    for (const personal of [tenant, ...people, 'acme.example']) expect(text).not.toContain(personal);
  });

  it('tell what became of runs and users, and why some failed', () => {
    const place = { target: `mas:${instance}` };
    expect(of('onboarding_runs_total', { ...place, outcome: 'completed-with-failures' })).toHaveLength(1);
    expect(of('onboarding_users_total', { ...place, outcome: 'completed' }).map(({ value }) => value)).toEqual([1]);
    expect(of('onboarding_failures_total', { ...place, code: 'TARGET_REJECTED' }).map(({ value }) => value)).toEqual([
      1,
    ]);
    expect(of('offboarding_failures_total', { ...place, code: 'TARGET_REJECTED' })).not.toEqual([]);
    expect(of('onboarding_step_retries_total', { ...place, code: 'TARGET_UNAVAILABLE' })).not.toEqual([]);
    expect(of('onboarding_request_duration_seconds_count', { ...place, method: 'write', outcome: '4xx' })).not.toEqual(
      [],
    );
  });

  it('count the messages that were refused, each once', () => {
    const refused = of('onboarding_refused_messages_total', { workflowType: 'onboardTenant' });
    const counted = refused.map(({ labels, value }) => `${labels['kind']} ${labels['message']} ${value}`);
    expect(counted.toSorted()).toEqual(['query status 1', 'signal close 1', 'update retryFailed 1']);
  });

  it('show on every worker how many runs need attention, whichever ran them', () => {
    const waiting = parseSamples(later).filter(({ name }) => name === 'onboarding_open_runs');
    expect(waiting.map(({ labels, value }) => [labels['outcome'], value])).toEqual(
      expect.arrayContaining([
        ['needs-attention', 1],
        ['running', 0],
        ['paused', 0],
      ]),
    );
  });

  it.each(['grafana/onboarding.json', 'prometheus/onboarding.rules.yml'])(
    'are all that deploy/%s asks for, with the labels it asks for',
    (file) => {
      const known = documented();
      const read: unknown = parse(readFileSync(join(root, 'deploy', file), 'utf8'));
      const expressions = expressionsIn(read);
      expect(expressions.length).toBeGreaterThan(5);
      const served = new Set([...samples.map(({ name }) => name), ...temporalNames()]);
      for (const expression of expressions) {
        const names = metricNamesIn(expression);
        const unknown = names.filter((name) => !known.has(metricOf(name, known)) && !served.has(name));
        expect([expression, unknown]).toEqual([expression, []]);
        const strangers = matchersIn(expression).filter(
          ({ name, label }) =>
            known.has(metricOf(name, known)) && !known.get(metricOf(name, known))?.labels.includes(label),
        );
        expect([expression, names.length > 0, strangers]).toEqual([expression, true, []]);
      }
    },
  );
});
