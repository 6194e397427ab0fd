import { readFileSync } from 'node:fs';
import { testEnvironment } from '../system/onboarding-system';

// An activity or a library that a workflow imports by mistake is bundled without a word.

describe('the workflow bundle', () => {
  const bundle = readFileSync(testEnvironment('TEST_WORKFLOW_BUNDLE'), 'utf8');

  /** The bundled modules, as webpack names them: `./src/workflows/index.ts`. */
  const modules = [...new Set([...bundle.matchAll(/"(\.\/[^"\s]+\.(?:js|cjs|ts))"/g)].map(([, path]) => path ?? ''))];

  it('holds the workflows', () => {
    expect(modules.some((path) => /workflows\/onboard-tenant\.[jt]s$/.test(path))).toBe(true);
  });

  it('holds nothing of ours but workflows and the domain', () => {
    const ours = modules.filter((path) => !path.includes('node_modules'));
    expect(ours.filter((path) => !/\/(workflows|domain)\//.test(path))).toEqual([]);
  });

  it("holds no package but Temporal's and what those need", () => {
    const packages = modules.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
    const allowed = [
      '@temporalio/common',
      '@temporalio/proto',
      '@temporalio/worker',
      '@temporalio/workflow',
      'long',
      'ms',
      'nexus-rpc',
    ];
    expect([...new Set(packages)].filter((name) => !allowed.includes(name))).toEqual([]);
  });
});
