import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// docs/how-to/adding-a-target.md, put together in a copy of the checkout: it compiles, and its wiki passes the conformance suite.

const root = join(__dirname, '..', '..');
const copy = join(root, '.cache', 'adding-a-target');
const page = readFileSync(join(root, 'docs', 'how-to', 'adding-a-target.md'), 'utf8');
const fence = '```';

/** The page's files, and the lines that it adds to others. */
const files = blocksAfter(/^`([^`]+)`:$/);
const lines = blocksAfter(/^In `([^`]+)`, one line:$/);

function blocksAfter(heading: RegExp): ReadonlyMap<string, string> {
  const paragraphs = page.split(new RegExp(`\\n\\n(?=${fence}ts\\n)|(?<=\\n${fence})\\n\\n`));
  return new Map(
    paragraphs.flatMap((text, index) => {
      const [, path] = heading.exec(text.split('\n').at(-1) ?? '') ?? [];
      const block = paragraphs[index + 1]?.slice(`${fence}ts\n`.length, -fence.length);
      return path === undefined || block === undefined ? [] : [[path, block] as const];
    }),
  );
}

function run(program: string, ...parameters: readonly string[]): string {
  const path = join(root, 'node_modules', program);
  try {
    return execFileSync(process.execPath, [path, ...parameters], {
      cwd: copy,
      encoding: 'utf8',
      env: ownEnvironment(),
    });
  } catch (error) {
    const { stdout, stderr } = Object(error);
    throw new Error(`${program}: ${stdout}${stderr}`);
  }
}

/** Without what the tests' runner tells its own processes. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:VITEST|NODE_OPTIONS)/.test(name)));
}

beforeAll(() => {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const name of ['src', 'simulator', 'test', 'package.json', 'tsconfig.json', 'biome.json']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  cpSync(join(root, 'scripts', 'generate-facts.mjs'), join(copy, 'scripts', 'generate-facts.mjs'));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  for (const [path, line] of lines) writeFileSync(join(copy, path), readFileSync(join(copy, path), 'utf8') + line);
  // The suite's own list, here of the wiki alone.
  const suite = "import { wiki } from './systems/wiki';\nexport const conformingSystems = [wiki];\n";
  writeFileSync(join(copy, 'test', 'conformance', 'systems.ts'), suite);
  const include = ['src/targets', 'simulator', 'test/conformance'];
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', include }));
  const runner = {
    globals: true,
    include: ['test/conformance/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  };
  writeFileSync(join(copy, 'vitest.config.mjs'), `export default { test: ${JSON.stringify(runner)} };\n`);
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('is two folders, and two lines outside them', () => {
  const own = /^(?:src\/targets|simulator)\/wiki\/|^test\/conformance\/systems\/wiki\.ts$/;
  expect([...files.keys()].filter((path) => !own.test(path))).toEqual([]);
  expect(files.size).toBeGreaterThan(8);
  expect([...lines]).toEqual([
    ['src/targets/systems.ts', "export { wiki } from './wiki/index';\n"],
    ['simulator/systems.ts', "export { wiki } from './wiki/index';\n"],
  ]);
});

it('compiles, and passes the conformance suite', () => {
  execFileSync(process.execPath, [join(copy, 'scripts', 'generate-facts.mjs')], { cwd: copy, stdio: 'ignore' });
  expect(run('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json')).toBe('');
  const suites = process.env['FAULTS'] === 'all' ? ['repetition', 'faults'] : ['repetition'];
  const ended = run('vitest/vitest.mjs', 'run', ...suites, '-t', 'wiki', '--reporter', 'json');
  const { numPassedTests, numFailedTests } = Object(JSON.parse(ended.slice(ended.indexOf('{'))));
  expect({ failed: numFailedTests, enough: numPassedTests > 8 }).toEqual({ failed: 0, enough: true });
}, 180_000);
