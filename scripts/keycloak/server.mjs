import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { mustCall } from './calls.mjs';
import { installKeycloak } from './install.mjs';
import { realm, realmDocument } from './realm.mjs';

const admin = 'administrator';
const startsWithinMs = 300_000;

/**
 * A real Keycloak on a free port of this machine, with its data in memory and the certificate of `certDir` (`ca.crt`,
 * `server.crt`, `server.key`). It has the realm of `realm.mjs`. Answers its address, the
 * realm's keys, its folder and how to end it.
 */
export async function startKeycloak({ certDir, password }) {
  const home = await installKeycloak();
  const child = spawn(join(home, 'bin', 'kc.sh'), argumentsFor(certDir), {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    env: {
      ...process.env,
      KC_BOOTSTRAP_ADMIN_USERNAME: admin,
      KC_BOOTSTRAP_ADMIN_PASSWORD: password,
      JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m',
    },
  });
  // The shell that starts Java, and Java itself.
  const end = () => {
    const { pid } = child;
    if (pid !== undefined && isAlive(child)) process.kill(-pid, 'SIGKILL');
  };
  process.once('exit', end);
  const stop = async () => {
    process.removeListener('exit', end);
    if (!isAlive(child)) return;
    const ended = once(child, 'close');
    end();
    await ended;
  };
  try {
    const url = await addressOf(child);
    const ca = readFileSync(join(certDir, 'ca.crt'), 'utf8');
    await makeRealm({ ca, url, password });
    const { body } = await mustCall({ ca, url: `${url}/realms/${realm}/protocol/openid-connect/certs` });
    return { url, ca, keys: body.keys, home, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function isAlive({ exitCode, signalCode }) {
  return exitCode === null && signalCode === null;
}

function argumentsFor(certDir) {
  return [
    ...['start', '--optimized', '--cache=local', '--http-host=127.0.0.1', '--https-port=0', '--hostname-strict=false'],
    `--https-certificate-file=${join(certDir, 'server.crt')}`,
    `--https-certificate-key-file=${join(certDir, 'server.key')}`,
  ];
}

/** Keycloak says in its log where it listens. */
function addressOf(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => fail('did not start in time'), startsWithinMs);
    const fail = (why) => reject(new Error(`Keycloak ${why}:\n${said.slice(-4_000)}`));
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text) => {
      said += text;
      const [, address] = /Listening on: (https:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? [];
      if (address === undefined) return;
      clearTimeout(late);
      resolve(address);
    });
    child.once('close', () => {
      clearTimeout(late);
      fail('ended');
    });
  });
}

async function makeRealm({ ca, url, password }) {
  const form = { grant_type: 'password', client_id: 'admin-cli', username: admin, password };
  const { body } = await mustCall({
    ca,
    method: 'POST',
    url: `${url}/realms/master/protocol/openid-connect/token`,
    form,
  });
  const json = realmDocument(password);
  await mustCall({ ca, method: 'POST', url: `${url}/admin/realms`, token: body.access_token, json });
}
