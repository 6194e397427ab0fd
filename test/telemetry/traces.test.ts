import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Simulator } from '../../simulator/start';
import { startOnboarding } from '../../src/client';
import { connectWith } from '../../src/client/temporal/connect';
import type { TenantResult } from '../../src/domain/run/outcome';
import { startWorker } from '../../src/worker/onboarding-worker';
import { createRequestWatch } from '../../src/worker/request-metrics';
import { startTracing } from '../../src/tracing/start';
import type { Tracing } from '../../src/tracing/start';
import { requestFor } from '../client/stand';
import { controlOf } from '../system/control';
import { userWorkflowId } from '../../src/domain/run/names';
import { anyInstance, directoryFor, masAt, testEnvironment, usersOf } from '../system/onboarding-system';
import { attributeOf, lineOf, type OtlpReceiver, type Span, startOtlpReceiver } from './otlp-receiver';
import { startTestSimulator } from '../system/simulator';

const plain = testEnvironment('TEST_WORKFLOW_BUNDLE');
const traced = join(dirname(plain), 'workflow-bundle-traced.js');
const address = testEnvironment('TEST_TEMPORAL_ADDRESS');

/** Where spans of a replay go: nowhere. */
const sinks = { exporter: { export: { fn: () => undefined } } };

interface Ended {
  readonly workflowId: string;
  readonly tenant: string;
  readonly result: TenantResult;
  readonly history: Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;
}

/** Onboards ada, who completes, and bob, whom the target refuses, as the command and a worker do it. */
async function onboard(simulator: Simulator, tracing: Tracing | undefined): Promise<Ended> {
  const taskQueue = `q-${randomBytes(4).toString('hex')}`;
  const requests = createRequestWatch();
  if (tracing !== undefined) requests.tell(tracing.requests);
  const nativeConnection = await NativeConnection.connect({ address });
  const worker = await startWorker({
    connection: nativeConnection,
    namespace: 'default',
    taskQueue,
    directory: anyInstance(await directoryFor(simulator, { requests })),
    tracing: tracing?.worker,
    bundlePath: tracing === undefined ? plain : traced,
  });
  const interceptors = tracing === undefined ? {} : { interceptors: tracing.client };
  const temporal = await connectWith({ address, namespace: 'default', connection: {}, ...interceptors }, taskQueue);
  try {
    const users = [...usersOf('primary', 'ada'), ...usersOf('secondary', 'bob')];
    const tenant = `t-${taskQueue}`;
    const started = await startOnboarding(temporal, requestFor(tenant, users));
    if (started.kind !== 'started') throw new Error(started.kind);
    const handle = temporal.client.workflow.getHandle(started.workflowId);
    const result: TenantResult = await handle.result();
    return { workflowId: started.workflowId, tenant, result, history: await handle.fetchHistory() };
  } finally {
    await worker.shutdown();
    await temporal.client.connection.close();
    await nativeConnection.close();
  }
}

describe('traces', () => {
  let receiver: OtlpReceiver;
  let simulator: Simulator;
  let connection: Connection;
  let spans: Span[];
  const problems: string[] = [];
  let on: Ended;
  let off: Ended;

  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    connection = await Connection.connect({ address });
    simulator = await startTestSimulator({ apps: ['manage', 'facilities'] });
    const control = controlOf(simulator);
    const refusal = { status: 400, body: { exception: { message: 'bob@acme.example is not welcome' } } };
    await control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: refusal }]);
    off = await onboard(simulator, undefined);
    await control.reset();
    await control.faults([{ method: 'POST', path: '/v3/users', user: 'bob@acme.example', do: refusal }]);
    // The exporter reads these by itself, as it does in a worker.
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url;
    process.env['OTEL_SERVICE_NAME'] = 'onboarding-test';
    const tracing = startTracing((problem) => problems.push(problem));
    on = await onboard(simulator, tracing);
    await tracing.shutdown();
    spans = receiver.spans();
  });

  afterAll(async () => {
    await connection.close();
    await simulator.close();
    await receiver.close();
  });

  const named = (name: string) => spans.filter((span) => span.name === name);

  it('lead from the start of a run to each request at the target', () => {
    expect([problems, on.result.counts]).toEqual([[], expect.objectContaining({ completed: 1, failed: 1 })]);
    expect(named('POST /v3/users').map((span) => lineOf(span, spans))).toEqual(
      Array.from({ length: 2 }, () => [
        'POST /v3/users',
        'RunActivity:createUser',
        'StartActivity:createUser',
        'RunWorkflow:onboardUser',
        'StartChildWorkflow:onboardUser',
        'RunWorkflow:onboardTenant',
        'StartWorkflow:onboardTenant',
      ]),
    );
    expect(receiver.services()).toContainEqual({ key: 'service.name', value: { stringValue: 'onboarding-test' } });
  });

  it('tell method, path template, status and target of a request, and the code of a failure', () => {
    const attributes = ['http.request.method', 'url.template', 'http.response.status_code', 'onboarding.target'];
    const told = named('POST /v3/users').map((span) => attributes.map((name) => attributeOf(span, name)));
    expect(told).toContainEqual(['POST', '/v3/users', 400, 'mas:inst1']);
    expect(told.some(([, , status]) => status === 201 || status === 200)).toBe(true);
    const codes = named('RunActivity:createUser').map((span) => attributeOf(span, 'error.type'));
    expect(new Set(codes)).toEqual(new Set(['TARGET_REJECTED', undefined]));
  });

  it('name the run, and nobody', () => {
    const sent = receiver.bodies.join('\n');
    expect(sent).toContain(on.workflowId);
    for (const personal of ['acme.example', 'acme%2Eexample', 'not welcome', 'Example', 'superuser']) {
      expect(sent).not.toContain(personal);
    }
  });

  it('hold a few known attributes, whatever the interceptors add', () => {
    const names = new Set(spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)));
    expect([...names].filter((name) => /memo|search|failure|exception|reason/i.test(name))).toEqual([]);
    expect(names.size).toBeGreaterThan(5);
  });

  it('have no spans of queries, which a command asks every second', () => {
    expect(spans.filter(({ name }) => /Query|Describe/.test(name))).toEqual([]);
  });

  it('leave nothing in a history when they are off', () => {
    expect(JSON.stringify(off.history)).not.toContain('_tracer-data');
    expect(JSON.stringify(on.history)).toContain('_tracer-data');
    expect(off.result.counts).toEqual(on.result.counts);
  });

  it('can be turned on and off while runs are open: histories of either kind replay with the code of the other', async () => {
    const children = [on, off].map(({ tenant }) => userWorkflowId(masAt(tenant), tenant, 'ada'));
    const client = new Client({ connection });
    const [child, untracedChild] = await Promise.all(
      children.map((workflowId) => client.workflow.getHandle(workflowId).fetchHistory()),
    );
    const replays = async (codePath: string, histories: readonly unknown[]) => {
      const given = histories.map((history, index) => ({ workflowId: String(index), history }));
      for await (const { error } of Worker.runReplayHistories({ workflowBundle: { codePath }, sinks }, given)) {
        if (error !== undefined) throw error;
      }
    };
    await replays(plain, [on.history, child]);
    await replays(traced, [off.history, untracedChild]);
  });
});
