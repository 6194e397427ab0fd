import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, createBench, type Started } from '../cli/bench/onboard';
import { root, shownIn } from './shown';

const page = 'docs/start/first-run.md';
const commands = shownIn(page).blocks.filter(({ words: [program] }) => program === 'onboard');

let bench: Bench;
let simulator: Started | undefined;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(async () => {
  simulator?.child.kill('SIGTERM');
  await simulator?.ended;
  await bench.clear();
});

test('the commands of the first page can be given in their order, and end as it says', async () => {
  for (const [name, content] of filesShown()) bench.write(name, content);
  const ends: { readonly words: string; readonly code: number | null }[] = [];
  const wanted: typeof ends = [];
  for (const { words, comment } of commands) {
    const parameters = words.slice(1);
    if (parameters[0] === 'simulator') {
      // Other tests may have the usual port.
      simulator = bench.start([...parameters, '--port', '0']);
      await simulator.saying('"url"');
    } else {
      const { code } = await bench.onboard(parameters);
      ends.push({ words: words.join(' '), code });
      wanted.push({ words: words.join(' '), code: Number(/^ends with (\d+)/.exec(comment)?.[1] ?? 0) });
    }
  }
  expect(ends).toEqual(wanted);
  expect(ends.length).toBeGreaterThan(9);
}, 180_000);

/** Files whose names stand before a block that holds them. */
function filesShown(): readonly (readonly [name: string, content: string])[] {
  const text = readFileSync(join(root, page), 'utf8');
  const files = [...text.matchAll(/`([\w.-]+)`:[^\n]*\n\n```\w+\n([^]*?)```/g)];
  return files.map(([, name = '', content = '']) => [name, content]);
}
