import { defineConfig } from 'vitest/config';

// Every kind of fault at every call: `npm run test:matrix` faces a fifth of the pairs, `npm run test:faults` all.
const matrix = ['test/faults/user-calls.test.ts', 'test/faults/run-calls.test.ts', 'test/conformance/faults.test.ts'];

export default defineConfig({
  test: {
    globals: true,
    include: ['test/**/*.test.ts'],
    exclude: process.env.FAULTS === undefined ? matrix : [],
    globalSetup: ['test/global-setup.ts'],
    // The files of one process share what they have loaded: the SDK's native core, and the schemas, are slow to load.
    pool: 'forks',
    isolate: false,
    execArgv: ['--require', './scripts/require-typescript.cjs'],
    // Tests mostly wait for servers: three share two cores with one Temporal server.
    maxWorkers: 4,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
