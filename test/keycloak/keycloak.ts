import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { RealmKeys } from '../../simulator/yuuvis/realm-token';

/** `home`: the folder of the distribution. */
const Ready = RealmKeys.extend({ url: z.string(), home: z.string() });

/** A real Keycloak of this machine, with the realm of `scripts/keycloak/realm.mjs`. */
export interface Keycloak extends z.infer<typeof Ready> {
  stop(): Promise<void>;
}

/** Starts one with the certificates of a folder. Where this machine has no Java, the script says so, and this throws. */
export async function startKeycloak(certDir: string, password: string): Promise<Keycloak> {
  const script = join(__dirname, '..', '..', 'scripts', 'keycloak', 'serve.mjs');
  const child = spawn(process.execPath, [script, certDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, KEYCLOAK_PASSWORD: password },
  });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const { url, keys, home } = Ready.parse(JSON.parse(line));
    const stop = async () => {
      child.stdin.end();
      await closed;
    };
    return { url, keys, home, stop };
  }
  await closed;
  throw new Error(`Keycloak did not start: exit code ${child.exitCode}`);
}
