import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startTracing } from '../../src/tracing/start';
import { type Bench, createBench, tenantFile } from '../cli/bench/onboard';
import { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver';

/** A port of this machine where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('a command with traces', () => {
  let bench: Bench;
  let receiver: OtlpReceiver;

  beforeAll(async () => {
    bench = await createBench();
    receiver = await startOtlpReceiver();
    await bench.simulate({ apps: ['facilities'] });
    bench.write('tenant.yaml', tenantFile('acme'));
  });

  afterAll(async () => {
    await receiver.close();
    await bench.clear();
  });

  it('has sent them all when it ends, from the start to the requests', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const { code, stderr } = await bench.onboard(['run', 'tenant.yaml'], { env });
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('Traces')]);
    const names = receiver.spans().map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'StartWorkflow:onboardTenant',
        'RunWorkflow:onboardTenant',
        'RunWorkflow:onboardUser',
        'RunActivity:createUser',
        'POST /v3/users',
      ]),
    );
    expect(receiver.services()).toContainEqual({ key: 'service.name', value: { stringValue: 'tenant-onboarding' } });
  });

  it('says so when they are wanted in a way that it does not know', async () => {
    const { code, stderr } = await bench.onboard(['validate', 'tenant.yaml'], {
      env: { OTEL_TRACES_EXPORTER: 'jaeger' },
    });
    expect([code, stderr]).toEqual([0, expect.stringContaining('No traces are sent. OTEL_TRACES_EXPORTER')]);
  });

  it('loads nothing of OpenTelemetry when they are off', () => {
    const commandLine = join(__dirname, '..', '..', 'dist', 'src', 'cli', 'command-line.js');
    const script = `const { becomeCommand } = require(${JSON.stringify(commandLine)});
      becomeCommand(['validate', 'tenant.yaml']).then(() => {
        console.error(JSON.stringify(Object.keys(require.cache).filter((path) => path.includes('opentelemetry'))));
      });`;
    const { stderr } = spawnSync(process.execPath, ['-e', script], { cwd: bench.folder, encoding: 'utf8', env: {} });
    expect(stderr.trim().split('\n').at(-1)).toBe('[]');
  });
});

describe('a collector that never answers', () => {
  it.each(['http', 'https'])('over %s is left, so that it does not hold the process', async (scheme) => {
    // Taken and left alone: over TLS not even the handshake is answered.
    const server = createServer();
    const left = new Promise<void>((resolve) => {
      server.on('connection', (socket) =>
        socket
          .on('error', () => undefined)
          .resume()
          .once('close', () => resolve()),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `${scheme}://127.0.0.1:${port}`;
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '3600000';
    const problems: string[] = [];
    const tracing = startTracing((problem) => problems.push(problem), 200);
    tracing.requests.sent({ target: 'mas:inst1', method: 'GET', path: '/v3/users' })({ status: 200 });
    await tracing.shutdown();
    await left;
    expect(problems).toEqual(['Traces cannot be sent (no answer in time); runs are not affected.']);
    await new Promise((resolve) => server.close(resolve));
    delete process.env['OTEL_EXPORTER_OTLP_TIMEOUT'];
  });
});

describe('a collector that is not there', () => {
  it('is told once, without its address, and holds nothing up', async () => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${await closedPort()}/secret-path`;
    process.env['OTEL_BSP_MAX_EXPORT_BATCH_SIZE'] = '1';
    const problems: string[] = [];
    const tracing = startTracing((problem) => problems.push(problem));
    for (const path of ['/v3/users', '/v3/users/{id}']) {
      tracing.requests.sent({ target: 'mas:inst1', method: 'GET', path })({ status: 200 });
    }
    await tracing.shutdown();
    expect(problems).toEqual(['Traces cannot be sent (ECONNREFUSED); runs are not affected.']);
  });
});
