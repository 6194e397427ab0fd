// Our simulated yuuvis beside a real Keycloak: what each answers to the same acts, as a table. A difference that nothing
// explains ends it with 1. `--write-docs` writes the table into docs/reference/yuuvis.md; `--only TEXT` plays what holds the text.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { root } from '../build/checkout.mjs';
import { setUpOrEnd } from '../setup.mjs';
import { plays } from './plays.mjs';
import { startKeycloak } from './server.mjs';
import { keycloakTenant, simulatedTenant } from './tenants.mjs';

const { values: asked } = parseArgs({
  options: { only: { type: 'string', default: '' }, 'write-docs': { type: 'boolean', default: false } },
});
const chosen = plays.filter(({ title }) => title.includes(asked.only));

await setUpOrEnd();
const { startSimulator } = createRequire(import.meta.url)(join(root, 'dist', 'simulator', 'start.js'));
const password = 'of-this-comparison-1';
const certDir = mkdtempSync(join(tmpdir(), 'keycloak-'));
const simulator = await startSimulator({ system: 'yuuvis', port: 0, certDir, password });
const keycloak = await startKeycloak({ certDir, password });
const { ca } = keycloak;
const sides = [
  await simulatedTenant({ ca, url: simulator.url, password }),
  await keycloakTenant({ ca, url: keycloak.url, password }),
];

const rows = [];
for (const [index, { title, why, run }] of chosen.entries()) {
  const [ours, real] = [await run(sides[0], `user-${index}`), await run(sides[1], `user-${index}`)];
  rows.push({ title, why, ours, real, agree: isDeepStrictEqual(ours, real) });
}
await keycloak.stop();
await simulator.close();
rmSync(certDir, { recursive: true });

const table = [
  '| act | simulator | Keycloak | |',
  '| --- | --- | --- | --- |',
  ...rows.map((row) => `| ${row.title} | ${cell(row.ours)} | ${cell(row.real)} | ${verdict(row)} |`),
].join('\n');
console.log(table);
const wrong = rows.filter(({ agree, why }) => agree === (why !== undefined));
if (asked['write-docs'] && asked.only === '' && wrong.length === 0) writeDocs(table);
console.log(`\n${rows.length - wrong.length} passed, ${wrong.length} failed`);
process.exitCode = wrong.length === 0 ? 0 : 1;

function cell(value) {
  return `\`${JSON.stringify(value).replaceAll('"', '').replaceAll('|', '\\|')}\``;
}

function verdict({ agree, why }) {
  if (agree) return why === undefined ? 'the same' : 'THE SAME, though a difference is explained';
  return why ?? 'DIFFERENT';
}

function writeDocs(text) {
  const document = join(root, 'docs', 'reference', 'yuuvis.md');
  const marked = /(<!-- keycloak -->\n)[^]*?(\n<!-- \/keycloak -->)/;
  const page = readFileSync(document, 'utf8');
  if (!marked.test(page)) throw new Error(`${document} has no place for the table.`);
  writeFileSync(
    document,
    page.replace(marked, (_, begin, end) => `${begin}\n${text}\n${end}`),
  );
}
