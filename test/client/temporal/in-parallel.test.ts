import { setTimeout as pause } from 'node:timers/promises';
import { inOrder } from '../../../src/client/temporal/in-parallel';

it('does a few at once, answers in order, and begins no other until the first was taken', async () => {
  let [begun, underWay, most] = [0, 0, 0];
  const work = async (item: number) => {
    begun += 1;
    underWay += 1;
    most = Math.max(most, underWay);
    await pause(item % 2 === 0 ? 5 : 1);
    underWay -= 1;
    return item * 10;
  };
  const answers = inOrder([0, 1, 2, 3, 4, 5, 6, 7], 3, work);
  expect((await answers.next()).value).toBe(0);
  await pause(20);
  expect([begun, most]).toEqual([3, 3]);
  const rest: number[] = [];
  for await (const answer of answers) rest.push(answer);
  expect([rest, begun, most]).toEqual([[10, 20, 30, 40, 50, 60, 70], 8, 3]);
});

it('fails when the turn of what failed has come, and not before', async () => {
  const answers = inOrder([1, 2, 3], 3, async (item) => {
    await Promise.resolve();
    if (item === 2) throw new Error('two');
    return item;
  });
  expect((await answers.next()).value).toBe(1);
  await expect(answers.next()).rejects.toThrow('two');
});
