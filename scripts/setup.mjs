// Makes a checkout ready: packages as the lock file says, dist/ as the sources are. Does nothing when all is so already.
// With --temporal, the Temporal CLI too. Prints only on standard error.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './build/checkout.mjs';
import { requireNode } from './build/node-version.mjs';
import { installPackages } from './build/packages.mjs';

export async function setUp() {
  requireNode();
  await installPackages();
  const { build } = await import('./build/build.mjs');
  await build();
}

/** As `setUp`, for a program that can't go on without: a failure ends it with 70, which no command means otherwise. */
export async function setUpOrEnd() {
  try {
    await setUp();
  } catch (error) {
    console.error(`The checkout could not be made ready: ${error.message}`);
    process.exit(70);
  }
}

/** The path of a Temporal CLI: one that is on this machine, else downloaded into .cache/. Needs `setUp`. */
export async function temporalCli() {
  const built = createRequire(import.meta.url)(join(root, 'dist', 'src', 'embedded', 'temporal-cli.js'));
  return built.findTemporalCli({ env: process.env });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await setUpOrEnd();
  if (process.argv.includes('--temporal')) await temporalCli();
}
