// Writes docs/reference/errors.md from the catalogue of the built program: npm run errors.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { errorsPage } = createRequire(import.meta.url)('../dist/src/cli/commands/explain/errors-page.js');

writeFileSync(new URL('../docs/reference/errors.md', import.meta.url), errorsPage());
