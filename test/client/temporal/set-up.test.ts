import { randomBytes } from 'node:crypto';
import { msNumberToTs } from '@temporalio/common/lib/time';
import { checkSetup, connectTemporal, setUp, startOnboarding, type Temporal } from '../../../src/client';
import { searchAttributes } from '../../../src/domain/run/search-attributes';
import { testEnvironment, usersOf } from '../../system/onboarding-system';
import { requestFor } from '../stand';

const address = testEnvironment('TEST_TEMPORAL_ADDRESS');
let temporal: Temporal;

/** A namespace without search attributes. */
beforeAll(async () => {
  const namespace = `n-${randomBytes(4).toString('hex')}`;
  const first = await connectTemporal({ address, env: {} });
  await first.client.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msNumberToTs(86_400_000),
  });
  temporal = await untilKnown(namespace);
  await first.client.connection.close();
});
afterAll(() => temporal.client.connection.close());

/** The server learns of a new namespace a moment later. */
async function untilKnown(namespace: string): Promise<Temporal> {
  for (;;) {
    try {
      return await connectTemporal({ address, namespace, env: {} });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

it('finds, names and registers what is missing, once', async () => {
  const names = Object.keys(searchAttributes);
  expect(await checkSetup(temporal)).toEqual({ registered: [], missing: names });
  const start = startOnboarding(temporal, requestFor('acme', usersOf('secondary', 'ada')));
  await expect(start).rejects.toMatchObject({
    code: 'SEARCH_ATTRIBUTES_MISSING',
    remedy: expect.stringContaining('onboard setup'),
  });
  expect(await setUp(temporal)).toEqual(names);
  expect(await checkSetup(temporal)).toEqual({ registered: names, missing: [] });
  expect(await setUp(temporal)).toEqual([]);
});
