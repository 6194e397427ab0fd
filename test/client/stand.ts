import { connectTemporal, type StartRequest, type Temporal } from '../../src/client';
import { defaultRunOptions, type RunOptions } from '../../src/domain/run/run';
import type { User } from '../../src/domain/tenant/user';
import { masAt, testEnvironment } from '../system/onboarding-system';

/** The test run's server, with a task queue of one's own. */
export function connectToServer(taskQueue: string): Promise<Temporal> {
  return connectTemporal({ address: testEnvironment('TEST_TEMPORAL_ADDRESS'), taskQueue, env: {} });
}

export function requestFor(tenant: string, users: readonly User[], options: Partial<RunOptions> = {}): StartRequest {
  return {
    input: {
      tenant,
      target: masAt(tenant),
      users,
      options: { ...defaultRunOptions, pollIntervalMs: 100, readyTimeoutMs: 20_000, ...options },
    },
    fingerprint: users.map(({ key }) => key).join(),
    again: 'if-needed',
  };
}
