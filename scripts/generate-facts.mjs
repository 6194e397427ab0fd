// Writes src/domain/systems/known-systems.ts from the facts of the registered targets: npm run facts. It needs no build, since
// a target compiles only when its codes are known.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = new URL('../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');

async function factsOf(folder) {
  const { outputText } = ts.transpileModule(read(`src/targets/${folder}/facts.ts`), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return (await import(`data:text/javascript,${encodeURIComponent(outputText)}`)).facts;
}

const folders = [...read('src/targets/systems.ts').matchAll(/from '\.\/([^/']+)\/index'/g)].map(([, folder]) => folder);
const all = await Promise.all(folders.map(factsOf));
const systems = Object.fromEntries(all.map(({ name, failures, ...facts }) => [name, facts]));
const failures = Object.assign({}, ...all.map((facts) => facts.failures));

const path = fileURLToPath(new URL('src/domain/systems/known-systems.ts', root));
writeFileSync(
  path,
  `// Written by \`npm run facts\` from src/targets/*/facts.ts: what is known of each target system without its code.
import type { FailureFact } from './failure-fact';
import type { SystemFacts } from './system-facts';

type Facts = Omit<SystemFacts, 'name' | 'failures'>;

export const knownSystems = ${JSON.stringify(systems)} as const satisfies Readonly<Record<string, Facts>>;

export const defaultSystem = ${JSON.stringify(all[0].name)};

export const targetFailures = ${JSON.stringify(failures)} as const satisfies Readonly<Record<string, FailureFact>>;
`,
);
execFileSync(
  process.execPath,
  [fileURLToPath(new URL('node_modules/@biomejs/biome/bin/biome', root)), 'format', '--write', path],
  {
    cwd: root,
  },
);
