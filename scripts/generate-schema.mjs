// Writes tenant.schema.json from the schema of the built program: npm run schema.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { tenantJsonSchema } = require('../dist/src/input/tenant/tenant-schema.js');

writeFileSync(new URL('../tenant.schema.json', import.meta.url), `${JSON.stringify(tenantJsonSchema(), null, 2)}\n`);
