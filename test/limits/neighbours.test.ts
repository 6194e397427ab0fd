import { type Neighbourhood, startNeighbourhood } from './stand';

let neighbourhood: Neighbourhood;

afterEach(() => neighbourhood.stop());

test('the users of a tenant are onboarded while 200 users hang at the target next door', async () => {
  neighbourhood = await startNeighbourhood({ instances: 2, slots: 12, requestsPerSecond: 1_000 });
  const { start, controls } = neighbourhood;
  await controls[0]?.faults([{ path: '/v3/users', do: { delay: '1h' } }]);
  const hanging = await start('hanging', 200, 'inst1');
  await hanging.until(({ counts }) => counts.running === 200);
  const healthy = await start('healthy', 8, 'inst2');
  await expect(healthy.result()).resolves.toMatchObject({ status: 'completed', counts: { completed: 8 } });
  expect((await hanging.status()).counts).toMatchObject({ running: 200, completed: 0, failed: 0 });
  await hanging.workflow.terminate();
});

test('four users behind five tenants are done before any of those is', async () => {
  neighbourhood = await startNeighbourhood({ instances: 1, requestsPerSecond: 30 });
  const { start } = neighbourhood;
  const large = await Promise.all([1, 2, 3, 4, 5].map((n) => start(`large${n}`, 25, 'inst1')));
  await Promise.all(large.map((run) => run.until(({ counts }) => counts.running > 0)));
  const small = await start('small', 4, 'inst1');
  await expect(small.result()).resolves.toMatchObject({ status: 'completed', counts: { completed: 4 } });
  const pages = await Promise.all(large.map((run) => run.status()));
  expect(pages.map(({ phase }) => phase)).toEqual(Array.from({ length: 5 }, () => 'running'));
  const results = await Promise.all(large.map((run) => run.result()));
  expect(results.map(({ counts }) => counts.completed)).toEqual([25, 25, 25, 25, 25]);
});
