import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Simulator } from '../../simulator/start';
import { tenantWorkflowId } from '../../src/domain/run/names';
import { priorityOf } from '../../src/domain/tenant/priority';
import { defaultRunOptions, type OnboardTenantInput } from '../../src/domain/run/run';
import { createTargetDirectory, TargetsConfig } from '../../src/targets/registry';
import { startWorker } from '../../src/worker/onboarding-worker';
import { createSecretOpener } from '../../src/worker/secrets';
import { type Control, controlOf } from '../system/control';
import { type TenantHandle, tenantHandle, testEnvironment, usersOf } from '../system/onboarding-system';
import { startTestSimulator } from '../system/simulator';

/** Several MAS instances, `inst1` and so on, and one worker for all of them. */
export interface Neighbourhood {
  readonly controls: readonly Control[];
  /** Starts a run of so many users, all in flight at once. */
  readonly start: (tenant: string, users: number, instance: string) => Promise<TenantHandle>;
  stop(): Promise<void>;
}

interface Limits {
  readonly instances: number;
  readonly slots?: number;
  readonly requestsPerSecond: number;
}

export async function startNeighbourhood({ instances, slots, requestsPerSecond }: Limits): Promise<Neighbourhood> {
  const address = testEnvironment('TEST_TEMPORAL_ADDRESS');
  const names = Array.from({ length: instances }, (_, index) => `inst${index + 1}`);
  const simulators = await Promise.all(names.map((instance) => startTestSimulator({ instance })));
  const mas = Object.fromEntries(
    names.map((name, index) => [name, { ...settingsOf(simulators[index]), requestsPerSecond }]),
  );
  const suffix = randomBytes(4).toString('hex');
  const taskQueue = `q-${suffix}`;
  const nativeConnection = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const worker = await startWorker({
    ...{ connection: nativeConnection, namespace: 'default', taskQueue },
    directory: await createTargetDirectory(TargetsConfig.parse({ mas }), createSecretOpener()),
    bundlePath: testEnvironment('TEST_WORKFLOW_BUNDLE'),
    ...(slots === undefined ? {} : { slots }),
  });
  return {
    controls: simulators.map(controlOf),
    start: async (name, count, instance) => {
      const tenant = `${name}-${suffix}`;
      const target = { system: 'mas', instance, workspace: 'ws1' } as const;
      const users = usersOf('secondary', ...Array.from({ length: count }, (_, index) => `${tenant}-${index}`));
      const options = { ...defaultRunOptions, concurrency: count, pollIntervalMs: 2_000 };
      const input: OnboardTenantInput = { tenant, target, users, options };
      const workflowId = tenantWorkflowId(target, tenant);
      const how = { workflowId, taskQueue, args: [input], priority: priorityOf(tenant, 'person') };
      return tenantHandle(await client.workflow.start('onboardTenant', how));
    },
    stop: async () => {
      await worker.shutdown();
      await nativeConnection.close();
      await connection.close();
      await Promise.all(simulators.map((simulator) => simulator.close()));
    },
  };
}

function settingsOf(simulator: Simulator | undefined) {
  if (simulator === undefined) throw new Error('there is a simulator for each instance');
  const { url, certDir, superuser } = simulator;
  const file = (name: string) => ({ file: join(certDir, name) });
  return {
    ...{ coreApi: url, adminDashboard: url, manageApi: url, ca: file('ca.crt') },
    superuser: { username: { file: superuser.usernameFile }, password: { file: superuser.passwordFile } },
    manageCertificate: { cert: file('client.crt'), key: file('client.key') },
  };
}
