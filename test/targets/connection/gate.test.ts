import { createGate } from '../../../src/targets/connection/gate';

function gateAt() {
  let now = 0;
  const gate = createGate(() => now);
  return {
    gate,
    pass: (ms: number) => {
      now += ms;
    },
    /** So many requests that are under way at the same time get no answer. */
    unanswered: (times: number) => {
      const ends = Array.from({ length: times }, () => gate.pass());
      for (const end of ends) end('unanswered');
    },
  };
}

const silent = (retryAfterMs: number): unknown => expect.objectContaining({ kind: 'silent', retryAfterMs });

test('after five requests in a row without an answer nobody is let through for a while', () => {
  const { gate, unanswered } = gateAt();
  unanswered(4);
  gate.requireAnswering();
  unanswered(1);
  expect(() => gate.requireAnswering()).toThrow(silent(1_000));
  expect(() => gate.pass()).toThrow(silent(1_000));
});

test('an answer in between, whatever it is, counts them anew', () => {
  const { gate, unanswered } = gateAt();
  unanswered(4);
  gate.pass()('answered');
  unanswered(4);
  expect(() => gate.requireAnswering()).not.toThrow();
});

test('then one at a time tries, ever more seldom, at last twice a minute', () => {
  const { gate, pass, unanswered } = gateAt();
  unanswered(200);
  const waits: number[] = [];
  for (let wait = 1_000; waits.length < 7; ) {
    pass(wait - 1);
    expect(() => gate.pass()).toThrow(silent(1));
    pass(1);
    const over = gate.pass();
    expect(() => gate.pass()).toThrow(expect.objectContaining({ kind: 'silent' }));
    over('unanswered');
    waits.push(wait);
    wait = Math.min(wait * 2, 30_000);
    expect(() => gate.requireAnswering()).toThrow(silent(wait));
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test('the first answer opens it for everybody, and the next silence begins with a short wait', () => {
  const { gate, pass, unanswered } = gateAt();
  unanswered(5);
  pass(1_000);
  gate.pass()('unanswered');
  pass(2_000);
  gate.pass()('answered');
  unanswered(5);
  expect(() => gate.pass()).toThrow(silent(1_000));
});

test('a try that is given up lets the next one try', () => {
  const { gate, pass, unanswered } = gateAt();
  unanswered(5);
  pass(1_000);
  gate.pass()('given-up');
  gate.pass()('answered');
  gate.requireAnswering();
});

test('an answer to an earlier request opens it, too', () => {
  const { gate, unanswered } = gateAt();
  const slow = gate.pass();
  unanswered(5);
  slow('answered');
  expect(() => gate.pass()).not.toThrow();
});
