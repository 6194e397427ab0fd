import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const root = join(__dirname, '..');
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

const Entry = z.looseObject({
  version: z.string(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
});
const Names = z.record(z.string(), z.string());
const Manifest = z.object({ dependencies: Names, devDependencies: Names });
const Lock = z.object({ packages: z.record(z.string(), Entry) });
const manifest = Manifest.parse(JSON.parse(textOf('package.json')));
const locked = Object.entries(Lock.parse(JSON.parse(textOf('package-lock.json'))).packages).filter(
  ([path]) => path !== '',
);

const permissive = [
  ...['Apache-2.0', 'MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'Unlicense', 'CC-BY-4.0'],
  ...['Apache-2.0 AND MIT', 'MIT OR Apache-2.0', '(BSD-3-Clause OR GPL-2.0)'],
];
/** Says it in a file of its own (Unlicense), and not in its manifest. */
const unsaid = ['node_modules/unionfs'];

test('the lock file has a hash for every package, of every platform, and names no registry', () => {
  expect(locked.filter(([, { integrity = '' }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity))).toEqual([]);
  expect(locked.filter(([, entry]) => 'resolved' in entry)).toEqual([]);
  expect(locked.length).toBeGreaterThan(300);
});

test('every package has a licence of the list', () => {
  const odd = locked.filter(([path, { license = '', dev = false }]) => {
    return !unsaid.includes(path) && !permissive.includes(license) && !(dev && license === 'MPL-2.0');
  });
  expect(odd).toEqual([]);
});

test('the page has a line with licence and reason for each that we chose, and for no other', () => {
  const rows = textOf('docs/reference/dependencies.md').matchAll(/^\| (`.+?`) \| (.+?) \| (.+?) \|$/gm);
  const written = [...rows].flatMap(([, names = '', licence = '']) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => [name, licence.replace(/ \(.*/, '')] as const),
  );
  const licenceOf = new Map(locked.map(([path, { license = '' }]) => [path.replace('node_modules/', ''), license]));
  const chosen = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
  expect(written.map(([name]) => name).toSorted()).toEqual(chosen.toSorted());
  const wrong = written.filter(([name, licence]) => licenceOf.get(name)?.includes(licence) !== true);
  expect(wrong).toEqual([]);
});

test('npm writes a bill of materials from the lock file', () => {
  const [line = ''] = /npm sbom .*/.exec(textOf('docs/reference/dependencies.md')) ?? [];
  const bill = execFileSync('npm', line.split(' ').slice(1), { cwd: root, encoding: 'utf8' });
  const Component = z.object({ name: z.string(), properties: z.array(z.object({ name: z.string() })).optional() });
  const { components } = z.object({ components: z.array(Component) }).parse(JSON.parse(bill));
  const product = components.filter(({ properties = [] }) =>
    properties.every(({ name }) => !name.endsWith(':development')),
  );
  const names = product.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
  expect(names).not.toContain('vitest');
});
