// Makes dist/workflow-bundle.js, the workflows' code as the Temporal sandbox runs it, when its sources changed; beside it
// the same with spans, dist/workflow-bundle-traced.js, which only a worker with traces loads.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './checkout.mjs';
import { hashOf } from './content-hash.mjs';
import { withLock } from './lock.mjs';

const interceptors = 'src/tracing/workflow-interceptors.ts';
const sources = [
  'src/domain',
  'src/workflows',
  interceptors,
  'package-lock.json',
  'scripts/build/bundle-workflows.mjs',
];
const bundles = { 'workflow-bundle.js': [], 'workflow-bundle-traced.js': [join(root, interceptors)] };

/** The files that `bundleWorkflows` makes. */
export const bundleFiles = [...Object.keys(bundles), 'workflow-bundle.hash'];

/** Makes the bundles in a folder, unless they are there and current. */
export async function bundleWorkflows(folder) {
  const hash = hashOf(sources);
  if (isCurrent(folder, hash)) return;
  await withLock('bundle', async () => {
    if (isCurrent(folder, hash)) return;
    mkdirSync(folder, { recursive: true });
    for (const [name, workflowInterceptorModules] of Object.entries(bundles)) {
      const { code } = await bundle(workflowInterceptorModules);
      replace(join(folder, name), code);
    }
    replace(join(folder, 'workflow-bundle.hash'), hash);
  });
}

function replace(file, content) {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

async function bundle(workflowInterceptorModules) {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const silent = { trace() {}, debug() {}, info() {}, warn: console.error, error: console.error, log() {} };
  const workflows = join(root, 'src', 'workflows');
  const failureConverterPath = join(workflows, 'failure-converter.ts');
  const workflowsPath = join(workflows, 'index.ts');
  const modules = { workflowsPath, workflowInterceptorModules, failureConverterPath };
  // Evaluated once a worker instead of once a workflow; the SDK freezes them, since all workflows share what they hold.
  return bundleWorkflowCode({ ...modules, preloadModules: [workflowsPath], logger: silent });
}

function isCurrent(folder, hash) {
  try {
    return readFileSync(join(folder, 'workflow-bundle.hash'), 'utf8') === hash;
  } catch {
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundleWorkflows(join(root, 'dist'));
