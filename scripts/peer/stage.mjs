import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { root } from '../checkout.mjs';
import { startCluster } from './cluster.mjs';

const onboard = join(root, 'dist', 'src', 'cli', 'main.js');
const password = 'superuser-of-the-simulator';

/** A fresh simulated MAS with the cluster around it, and a folder that both tools may write into. */
export async function openStage({ masVersion, syncDelay = '0', latency = '0' }) {
  const parent = join(root, '.cache', 'peer');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'run-'));
  const certDir = join(folder, 'certificates');
  const files = ['--cert-dir', certDir, '--write-config', join(folder, 'onboard.config.yaml')];
  const pace = ['--mas-version', masVersion, '--sync-delay', syncDelay, '--latency', latency];
  const simulator = spawn(process.execPath, [onboard, 'simulator', 'mas', '--port', '0', ...files, ...pace], {
    env: { ...process.env, ONBOARD_SIMULATOR_PASSWORD: password },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = await firstLine(simulator.stdout);
  const superuser = { username: 'superuser', password };
  const cluster = await startCluster({ folder, certDir, instance: ready.instance, superuser });
  return {
    folder,
    port: ready.port,
    kubeconfig: cluster.kubeconfig,
    read: (path) => get(new URL(path, ready.url), readFileSync(join(certDir, 'ca.crt'))),
    close: async () => {
      const closed = once(simulator, 'close');
      simulator.kill('SIGTERM');
      await closed;
      cluster.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function firstLine(stream) {
  for await (const line of createInterface({ input: stream })) return JSON.parse(line);
  throw new Error('The simulator ended before it was ready.');
}

function get(url, ca) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ca }, (answer) => {
      json(answer).then(resolve, reject);
    });
    sent.once('error', reject).end();
  });
}

/** Runs a command in the stage's folder; answers its exit code, what it said, and how long it took in ms. */
export async function perform([program, ...args], { folder }, env) {
  const began = performance.now();
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const [code] = await once(child, 'close');
  return { code, said: Buffer.concat(said).toString('utf8'), ms: performance.now() - began };
}

/** Ours, as a command. */
export const ours = [process.execPath, onboard, 'create-initial-users'];
