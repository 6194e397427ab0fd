// Builds dist/ when its sources changed: the compiled sources, the command in few files, the workflow bundle, and dist/worker.js.
import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleCommand } from './bundle-command.mjs';
import { bundleFiles, bundleWorkflows } from './bundle-workflows.mjs';
import { root } from './checkout.mjs';
import { hashOf } from './content-hash.mjs';
import { withLock } from './lock.mjs';
import { command, run } from './run.mjs';

const dist = join(root, 'dist');
const fresh = join(root, '.cache', 'dist.new');
const stampFile = join(dist, 'build.hash');
// The worker as the main module, by a short path that deployments can rely on.
const workerStub = "process.argv[1] = require.resolve('./src/worker.js');\nrequire('node:module').runMain();\n";
const sources = [
  'src',
  'simulator',
  'bench',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
  'scripts/build/build.mjs',
  'scripts/build/bundle-command.mjs',
];

export async function build() {
  if (isCurrent()) return bundleWorkflows(dist);
  await withLock('build', async () => {
    const hash = hashOf(sources);
    if (isCurrent()) return;
    console.error('Building …');
    await compile();
    await bundleWorkflows(fresh);
    writeFileSync(join(fresh, 'build.hash'), hash);
    replaceDist();
  });
}

function isCurrent() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hashOf(sources);
}

/** Compiles beside dist/, so that commands which run meanwhile keep what they started with. */
async function compile() {
  rmSync(fresh, { recursive: true, force: true });
  await run(command('tsc'), ['-p', 'tsconfig.build.json', '--outDir', fresh]);
  await bundleCommand(fresh);
  writeFileSync(join(fresh, 'worker.js'), workerStub);
  chmodSync(join(fresh, 'src', 'cli', 'main.js'), 0o755);
  keepBundle();
}

function keepBundle() {
  for (const name of bundleFiles) {
    if (existsSync(join(dist, name))) cpSync(join(dist, name), join(fresh, name));
  }
}

function replaceDist() {
  const old = join(root, '.cache', 'dist.old');
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build();
