// Runs the benchmark in bench/ on the built sources.
import { join } from 'node:path';
import { root } from './build/checkout.mjs';
import { exitCodeOf } from './build/run.mjs';
import { setUpOrEnd, temporalCli } from './setup.mjs';

await setUpOrEnd();
process.exitCode = await exitCodeOf(
  process.execPath,
  [join(root, 'dist', 'bench', 'main.js'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, ONBOARD_TEMPORAL_CLI: await temporalCli() },
  },
);
