import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build/checkout.mjs';
import { withLock } from '../build/lock.mjs';
import { run } from '../build/run.mjs';

/** The last release line that runs on Java 17 without a warning. */
const version = '26.0.8';
const sha256 = '8cf143b894afcf7d3be4549dc5af4790bda63bd471a5ac8e384094fb729e4b15';
const maven = process.env.MVN ?? 'mvn';

/** Where there is no Java 17, or nothing to fetch a Keycloak with or from. */
export const noJava = 3;

/**
 * Fetches Keycloak from Maven Central and builds it for a database in memory, once. Answers its folder; ends this process
 * with `noJava` where it cannot run.
 */
export async function installKeycloak() {
  for (const program of ['java', maven]) {
    if (spawnSync(program, ['-version']).status === 0) continue;
    console.error(`${program} is not on this machine: what needs a real Keycloak cannot run.`);
    process.exit(noJava);
  }
  const folder = join(root, '.cache', `keycloak-${version}`);
  const home = join(folder, `keycloak-${version}`);
  await withLock('keycloak', async () => {
    if (existsSync(join(folder, 'ready'))) return;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await fetchInto(folder);
    await run(join(home, 'bin', 'kc.sh'), ['build', '--db=dev-mem']);
    execFileSync('touch', [join(folder, 'ready')]);
  });
  return home;
}

async function fetchInto(folder) {
  console.error(`Fetching Keycloak ${version} …`);
  const archive = join(folder, `keycloak-quarkus-dist-${version}.tar.gz`);
  const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:tar.gz`;
  try {
    await run(maven, ['-B', '-q', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]);
  } catch {
    console.error('Maven Central does not hand Keycloak out: what needs a real Keycloak cannot run.');
    process.exit(noJava);
  }
  const found = createHash('sha256').update(readFileSync(archive)).digest('hex');
  if (found !== sha256) throw new Error(`${archive} is not the release that was pinned: its SHA-256 is ${found}.`);
  execFileSync('tar', ['-xzf', archive, '-C', folder]);
  rmSync(archive);
}
