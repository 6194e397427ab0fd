import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globals: true,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    // The files of one process share what they have loaded: the SDK's native core, and the schemas, are slow to load.
    pool: 'forks',
    isolate: false,
    execArgv: ['--require', './test/require-typescript.cjs'],
    // Tests mostly wait for servers: three share two cores with one Temporal server.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
