import { systemClock } from '../../../src/http/clock';
import { createKnownIds } from '../../../src/targets/connection/known-ids';

const { signal } = new AbortController();

function stand(ids: Readonly<Record<string, string>>) {
  let now = 0;
  const asked: string[] = [];
  const find = async (name: string) => {
    asked.push(name);
    return ids[name];
  };
  const known = createKnownIds(find, { ...systemClock, now: () => now });
  return { known, asked, later: (ms: number) => (now += ms) };
}

test('an id is looked up once, and again after a while', async () => {
  const { known, asked, later } = stand({ ada: '7' });
  await expect(known.get('ada', signal)).resolves.toBe('7');
  await expect(known.get('ada', signal)).resolves.toBe('7');
  expect(asked).toEqual(['ada']);
  later(60_000);
  await known.get('ada', signal);
  expect(asked).toEqual(['ada', 'ada']);
});

test('that there is none is not remembered', async () => {
  const { known, asked } = stand({});
  await expect(known.get('ada', signal)).resolves.toBeUndefined();
  known.keep('ada', '8');
  await expect(known.get('ada', signal)).resolves.toBe('8');
  expect(asked).toEqual(['ada']);
});

test('an id of nobody is forgotten, a newer one of the same name is not', async () => {
  const { known, asked } = stand({ ada: '9' });
  known.keep('ada', '8');
  known.drop('ada', '7');
  await expect(known.get('ada', signal)).resolves.toBe('8');
  known.drop('ada', '8');
  await expect(known.get('ada', signal)).resolves.toBe('9');
  expect(asked).toEqual(['ada']);
});

test('of very many the oldest is looked up again', async () => {
  const { known, asked } = stand({ first: '1' });
  known.keep('first', '1');
  for (let count = 0; count < 10_000; count += 1) known.keep(`user ${count}`, `${count}`);
  await known.get('user 9999', signal);
  expect(asked).toEqual([]);
  await known.get('first', signal);
  expect(asked).toEqual(['first']);
});
