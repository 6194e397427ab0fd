import { startOnboardingSystem, testEnvironment, usersOf } from '../../../system/onboarding-system';
import { createBench } from '../../bench/onboard';

it('tells every change of the open runs on a line each, until it is interrupted; the runs go on', async () => {
  const [bench, system] = [await createBench(), await startOnboardingSystem()];
  const env = { TEMPORAL_ADDRESS: testEnvironment('TEST_TEMPORAL_ADDRESS'), ONBOARD_TASK_QUEUE: system.taskQueue };
  try {
    await system.control.faults([{ method: 'POST', path: '/v3/users', do: { status: 400 } }]);
    const watched = [bench.start(['watch'], { env }), bench.start(['watch', '--output', 'jsonl'], { env })] as const;
    const handle = await system.start(usersOf('secondary', 'ada'), { holdForMs: 60_000 });
    await handle.until(({ phase }) => phase === 'holding');
    const id = handle.workflow.workflowId;
    await watched[0].saying('1/1 done, 1 failed');
    await watched[1].saying(`"workflowId":"${id}"`);
    const piped = bench.start(['watch', '--output', 'jsonl'], { env });
    piped.child.stdout?.destroy();
    expect(await piped.ended).toMatchObject({ code: 0, stderr: 'The runs go on.\n' });
    for (const { child } of watched) child.kill('SIGINT');
    const [lines, json] = await Promise.all(watched.map(({ ended }) => ended));
    expect([lines?.code, json?.code]).toEqual([130, 130]);
    expect(lines?.stderr).toBe('The runs go on.\n');
    expect(JSON.parse(json?.stdout.split('\n')[0] ?? '')).toMatchObject({ open: true });
    expect((await bench.onboard(['watch', '--output', 'json'], { env })).code).toBe(2);
    await system.client.workflow.getHandle(id).cancel();
  } finally {
    await system.stop();
    await bench.clear();
  }
}, 60_000);
