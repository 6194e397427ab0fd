import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isArgument } from '../../src/cli/command/parser';
import { commands } from '../../src/cli/program';
import { referencePage } from '../../src/cli/reference-page';

const page = referencePage(commands);

it('has every option of every command', () => {
  const all = commands.flatMap((one) => [one, ...one.commands]).flatMap(({ groups }) => groups);
  const options = all.flatMap(({ items }) => Object.values(items)).filter((item) => !isArgument(item));
  for (const { written } of options) expect(page).toContain(`| \`${written.replaceAll('|', String.raw`\|`)}\` |`);
});

it('says with a command what it has besides, and leads to the rest', () => {
  const run = page.slice(page.indexOf('\n### run\n'), page.indexOf('\n### start\n'));
  expect(run).toContain('| `--plan <file>` |');
  expect(run).not.toContain('--aws-secret');
  expect(run).toContain('[users](#users)');
});

it('stands in docs/reference/command-line.md (npm run pages writes it)', () => {
  const docs = readFileSync(join(__dirname, '..', '..', 'docs', 'reference', 'command-line.md'), 'utf8');
  expect(docs.endsWith(page)).toBe(true);
});
