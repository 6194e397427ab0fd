import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

// How the rooms of the house lie to each other; which room may enter which is for .dependency-cruiser.cjs to say.

const root = join(__dirname, '..');
const mostFiles = 15;
const listing = [
  'ls-files',
  '--cached',
  '--others',
  '--exclude-standard',
  'src',
  'simulator',
  'test',
  'scripts',
  'bench',
];
const files = execFileSync('git', listing, { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => existsSync(join(root, file)));

test(`no folder holds more than ${mostFiles} files`, () => {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(posix.dirname(file), (counts.get(posix.dirname(file)) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count > mostFiles)).toEqual([]);
});

test('no folder leads back to itself, by imports of types neither', () => {
  const sources = files.filter((file) => /^(?:src|simulator|bench)\/.*\.ts$/.test(file));
  expect(loops(foldersOf(new Map(sources.map((file) => [file, readFileSync(join(root, file), 'utf8')]))))).toEqual([]);
});

test('every child workflow is run by inTurn, so that it hears of a cancellation that meets its start, or outlives its parent', () => {
  const workflows = files.filter((file) => file.startsWith('src/workflows/'));
  const texts = workflows.map((file) => [file, readFileSync(join(root, file), 'utf8')] as const);
  const children = texts.filter(
    ([, text]) => /startChild[<(]/.test(text) && !text.includes('ParentClosePolicy.ABANDON'),
  );
  expect(children.length).toBeGreaterThan(2);
  for (const [file, text] of children) {
    const all = text.match(/(?:executeChild|startChild)[<(]/g) ?? [];
    const heard = text.match(/inTurn\([^)]*, \(\) =>\s+startChild[<(]/g) ?? [];
    expect([file, heard.length]).toEqual([file, all.length]);
  }
});

test('a folder that leads back to itself by a type is found', () => {
  const sources = new Map([
    ['src/a/one.ts', "import { two } from '../b/two';"],
    ['src/b/two.ts', "import { Three } from '../c';"],
    ['src/c/index.ts', "const { one } = await import('../a/one.js');"],
    ['src/d/four.ts', "import type { One } from '../a/one';"],
  ]);
  expect(loops(foldersOf(sources))).toEqual(['src/a', 'src/b', 'src/c']);
});

/** For each folder, those that its files import from. */
function foldersOf(sources: ReadonlyMap<string, string>): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>();
  for (const [file, text] of sources) {
    const folder = posix.dirname(file);
    const entered = folders.get(folder) ?? new Set();
    folders.set(folder, entered);
    for (const [, path = ''] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)) {
      const there = posix.join(folder, path).replace(/\.js$/, '');
      const found = [`${there}.ts`, `${there}/index.ts`].find((name) => sources.has(name));
      if (found !== undefined && posix.dirname(found) !== folder) entered.add(posix.dirname(found));
    }
  }
  return folders;
}

/** The folders from which a way leads back to themselves. */
function loops(folders: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const reached = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const ahead = [...(folders.get(from) ?? [])];
    for (let folder = ahead.pop(); folder !== undefined; folder = ahead.pop()) {
      if (seen.has(folder)) continue;
      seen.add(folder);
      ahead.push(...(folders.get(folder) ?? []));
    }
    return seen;
  };
  return [...folders.keys()].filter((folder) => reached(folder).has(folder)).toSorted();
}
