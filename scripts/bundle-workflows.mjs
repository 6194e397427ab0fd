// Makes dist/workflow-bundle.js, the workflows' code as the Temporal sandbox runs it, when its sources changed.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './checkout.mjs';
import { hashOf } from './content-hash.mjs';
import { withLock } from './lock.mjs';

const sources = ['src/domain', 'src/workflows', 'package-lock.json'];

/** Makes `workflow-bundle.js` in a folder, unless it is there and current. */
export async function bundleWorkflows(folder) {
  const hash = hashOf(sources);
  if (isCurrent(folder, hash)) return;
  await withLock('bundle', async () => {
    if (isCurrent(folder, hash)) return;
    const { code } = await bundle();
    mkdirSync(folder, { recursive: true });
    replace(join(folder, 'workflow-bundle.js'), code);
    replace(join(folder, 'workflow-bundle.hash'), hash);
  });
}

function replace(file, content) {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

async function bundle() {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const silent = { trace() {}, debug() {}, info() {}, warn: console.error, error: console.error, log() {} };
  return bundleWorkflowCode({ workflowsPath: join(root, 'src', 'workflows', 'index.ts'), logger: silent });
}

function isCurrent(folder, hash) {
  try {
    return readFileSync(join(folder, 'workflow-bundle.hash'), 'utf8') === hash;
  } catch {
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundleWorkflows(join(root, 'dist'));
