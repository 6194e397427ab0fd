// What is written from the built program: `npm run pages` writes it, `--check` ends with 1 when it is not current.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const built = createRequire(new URL('../dist/src/', import.meta.url));
const { errorsPage } = built('./cli/commands/explain/explain-code.js');
const { commands } = built('./cli/program.js');
const { referencePage } = built('./cli/reference-page.js');
const { tenantJsonSchema } = built('./input/tenant/tenant-schema.js');

const optionsBegin = '## Options, by concern\n';

/** Each file with what it should be; `before`: what it is. */
const pages = [
  { file: 'docs/reference/errors.md', make: () => errorsPage() },
  {
    file: 'docs/reference/command-line.md',
    make: (before) => `${before.split(optionsBegin)[0].trimEnd()}\n\n${referencePage(commands)}`,
  },
  { file: 'tenant.schema.json', make: () => `${JSON.stringify(tenantJsonSchema(), null, 2)}\n`, same: sameJson },
];

function sameJson(one, other) {
  return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
}

for (const { file, make, same = Object.is } of pages) {
  const path = new URL(`../${file}`, import.meta.url);
  const before = readFileSync(path, 'utf8');
  const now = make(before);
  if (!process.argv.includes('--check')) writeFileSync(path, now);
  else if (!same(before, now)) {
    console.error(`${file} is not current: npm run pages`);
    process.exitCode = 1;
  }
}
