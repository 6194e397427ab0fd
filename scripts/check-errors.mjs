// Ends with 1 when docs/reference/errors.md is not what `npm run errors` would write.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { errorsPage } = createRequire(import.meta.url)('../dist/src/cli/commands/explain/errors-page.js');

if (readFileSync(new URL('../docs/reference/errors.md', import.meta.url), 'utf8') !== errorsPage()) {
  console.error('docs/reference/errors.md is not current: npm run errors');
  process.exitCode = 1;
}
