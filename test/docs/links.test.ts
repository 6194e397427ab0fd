import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesOf, root } from './shown';

const pages = filesOf('*.md');

test.each(pages)('the links of %s lead somewhere, to the very chapter', (file) => {
  const links = [...withoutBlocks(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const local = links.filter((link) => !/^[a-z]+:/.test(link));
  expect(local.filter((link) => !leadsSomewhere(file, link))).toEqual([]);
});

test('the pages that programs, configuration and examples name exist', () => {
  const named = filesOf('*.ts', '*.mjs', '*.cjs', '*.json', '*.yaml', '*.yml', 'CHANGELOG.md').flatMap((file) =>
    [...textOf(file).matchAll(/\bdocs\/[\w/-]+\.md\b/g)].map(([page]) => ({ file, page })),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ page }) => !existsSync(join(root, page)))).toEqual([]);
});

test('the map leads to each page, and no room holds more than fifteen', () => {
  const map = textOf('docs/README.md');
  const mapped = filesOf('docs/*/*.md').filter((file) => !file.startsWith('docs/decisions/'));
  expect(mapped.length).toBeGreaterThan(25);
  expect(mapped.filter((page) => !map.includes(`](${page.slice('docs/'.length)})`))).toEqual([]);
  const rooms = filesOf('docs').map(dirname);
  expect(rooms.filter((room) => rooms.filter((other) => other === room).length > 15)).toEqual([]);
});

test('the functions that a page names for programs are exported', () => {
  const named = textOf('docs/how-to/typescript.md').matchAll(/`((?:[a-z]+(?:[A-Z]\w*)+))(?=`|\()/g);
  const names = [...named].map(([, name = '']) => name).filter((name) => !name.startsWith('workflow'));
  const doors = filesOf('src/client/index.ts', 'src/targets/**/connection.ts', 'src/input/tenant/tenant-file.ts').map(
    textOf,
  );
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !doors.some((door) => new RegExp(`\\b${name}\\b`).test(door)))).toEqual([]);
});

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

function withoutBlocks(file: string): string {
  return textOf(file).replaceAll(/```[^]*?```/g, '');
}

function leadsSomewhere(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? from : join(dirname(from), path);
  if (!existsSync(join(root, file))) return false;
  return anchor === undefined || anchorsOf(file).includes(anchor);
}

/** As GitHub makes them of headings. */
function anchorsOf(file: string): readonly string[] {
  return [...withoutBlocks(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number}\p{Mark}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
