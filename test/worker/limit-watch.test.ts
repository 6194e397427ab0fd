import { createRequestWatch } from '../../src/http/request-watch';
import { watchLimits } from '../../src/worker/limit-watch';

function watched() {
  const requests = createRequestWatch();
  const heldUp = watchLimits(requests);
  const wait = (target: string, waitedMs: number, waitedFor: 'rate' | 'pause' = 'rate') => {
    for (let request = 0; request < 40; request += 1) requests.at(target).waited({ waitedMs, waitedFor });
  };
  return { heldUp, wait };
}

test('a target whose requests wait for their turn is told of, with how long they do', () => {
  const { heldUp, wait } = watched();
  wait('mas:inst1', 1_000);
  wait('mas:inst1', 500);
  wait('mas:inst2', 20);
  expect(heldUp()).toEqual([{ target: 'mas:inst1', requests: 80, waitedMs: 750 }]);
});

test('a pause that the target asked for is no limit of ours', () => {
  const { heldUp, wait } = watched();
  wait('mas:inst1', 5_000, 'pause');
  expect(heldUp()).toEqual([]);
});

test('each time only what is new counts', () => {
  const { heldUp, wait } = watched();
  wait('mas:inst1', 1_000);
  expect(heldUp()).toHaveLength(1);
  expect(heldUp()).toEqual([]);
});
