import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { root } from '../build/checkout.mjs';
import { startCluster } from './cluster.mjs';

const onboard = join(root, 'dist', 'src', 'cli', 'main.js');
const password = 'superuser-of-the-simulator';

/** A fresh simulated MAS with the cluster around it, and a folder that both tools may write into. `simulated` are options of the simulator. */
export async function openStage(simulated) {
  const parent = join(root, '.cache', 'peer');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'run-'));
  const certDir = join(folder, 'certificates');
  const files = ['--cert-dir', certDir, '--write-config', join(folder, 'onboard.config.yaml')];
  // The former tool reads first pages alone, and its scenarios have ids of all kinds.
  const tame = { 'page-size': '10000', 'id-characters': 'any' };
  const options = Object.entries({ ...tame, ...simulated }).flatMap(([name, value]) => [`--${name}`, value]);
  const simulator = spawn(process.execPath, [onboard, 'simulator', 'mas', '--port', '0', ...files, ...options], {
    env: { ...process.env, ONBOARD_SIMULATOR_PASSWORD: password },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = await firstLine(simulator.stdout);
  const superuser = { username: 'superuser', password };
  const cluster = await startCluster({ folder, certDir, instance: ready.instance, superuser });
  const call = (path, body) => ask(new URL(path, ready.url), readFileSync(join(certDir, 'ca.crt')), body);
  return {
    folder,
    port: ready.port,
    kubeconfig: cluster.kubeconfig,
    read: (path) => call(path),
    faults: (list) => call('/__simulator/faults', JSON.stringify(list)),
    close: async () => {
      const closed = once(simulator, 'close');
      simulator.kill('SIGTERM');
      await closed;
      cluster.close();
      await endEmbeddedServer(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function firstLine(stream) {
  for await (const line of createInterface({ input: stream })) return JSON.parse(line);
  throw new Error('The simulator ended before it was ready.');
}

async function ask(url, ca, body) {
  const headers = { 'content-type': 'application/json' };
  const sent = request(url, { ca, headers, method: body === undefined ? 'GET' : 'POST' });
  const answered = once(sent, 'response');
  sent.end(body);
  const [answer] = await answered;
  const said = await text(answer);
  if (answer.statusCode !== 200) throw new Error(`${url.pathname}: ${answer.statusCode} ${said}`);
  return JSON.parse(said);
}

/** A command that was killed could not end the server that it brought. */
async function endEmbeddedServer(folder) {
  const built = (name) => createRequire(import.meta.url)(join(root, 'dist', 'src', 'embedded', `${name}.js`));
  const record = built('server-record').readRecord(join(folder, 'tenant-onboarding'));
  if (record !== undefined) await built('server-process').endServer(record);
}

/** Starts a command in the stage's folder; `ended` answers its exit code or signal, what it said, and how long it took in ms. */
export function start([program, ...args], { folder }, env) {
  const began = performance.now();
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code ?? signal,
    said: Buffer.concat(said).toString('utf8'),
    ms: performance.now() - began,
  }));
  return { ended, kill: (signal) => child.kill(signal) };
}

/** Ours, as a command. */
export const ours = [process.execPath, onboard, 'create-initial-users'];
