import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Keycloak } from './keycloak';
import { administrator } from './realm';

/** Reads by the admin client of the distribution, which nobody here wrote: `get users -r acme`. Answers the parsed JSON. */
export type Kcadm = (...args: readonly string[]) => Promise<unknown>;

/** It lives for one call. */
const quickly = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

/** `certDir` holds `ca.crt`. */
export function createKcadm({ home, url }: Keycloak, certDir: string, password: string): Kcadm {
  const [truststore, trustpass] = [join(certDir, 'trust.jks'), 'of this test only'];
  const trusted = ['-alias', 'ca', '-file', join(certDir, 'ca.crt'), '-keystore', truststore, '-storepass', trustpass];
  execFileSync('keytool', ['-importcert', '-noprompt', ...trusted], { stdio: 'ignore' });
  const by = [
    ...['--no-config', '--server', url, '--realm', 'master', '--user', administrator, '--password', password],
    ...['--truststore', truststore, '--trustpass', trustpass],
  ];
  return async (...args) => {
    const { stdout } = await promisify(execFile)(join(home, 'bin', 'kcadm.sh'), [...args, ...by], {
      maxBuffer: 64 * 1_048_576,
      env: { ...process.env, KC_OPTS: quickly },
    });
    return JSON.parse(stdout);
  };
}
