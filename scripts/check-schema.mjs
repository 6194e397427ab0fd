// Ends with 1 when tenant.schema.json is not what `npm run schema` would write.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const built = createRequire(import.meta.url)('../dist/src/input/tenant/tenant-schema.js');
const kept = JSON.parse(readFileSync(new URL('../tenant.schema.json', import.meta.url), 'utf8'));

if (!isDeepStrictEqual(kept, built.tenantJsonSchema())) {
  console.error('tenant.schema.json is not current: npm run schema');
  process.exitCode = 1;
}
