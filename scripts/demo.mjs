// Onboards an example into a simulated system, with an embedded Temporal server: `--target mas|yuuvis|idmgmt|scim|keycloak`,
// by default mas.
// `--keep` leaves everything up.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './build/checkout.mjs';
import { setUpOrEnd, temporalCli } from './setup.mjs';

const demos = {
  mas: { name: 'MAS', file: 'tenant.yaml', pace: ['--sync-delay', '2s', '--latency', '20ms'] },
  yuuvis: { name: 'yuuvis', file: 'yuuvis-tenant.yaml', pace: ['--latency', '200ms'] },
  scim: { name: 'SCIM service', file: 'scim-tenant.yaml', pace: ['--latency', '200ms'] },
  keycloak: { name: 'Keycloak', file: 'keycloak-tenant.yaml', pace: ['--latency', '50ms'] },
  idmgmt: {
    name: 'identity management',
    file: 'idmgmt-tenant.yaml',
    pace: ['--latency', '200ms', '--instance', 'cluster1', '--directory', join(root, 'examples', 'idmgmt-tenant.yaml')],
  },
};

const keep = process.argv.includes('--keep');
const target = wantedTarget();
const onboard = join(root, 'dist', 'src', 'cli', 'main.js');
const deadlineMs = 15_000;
const children = new Map();
let interrupted = false;

await setUpOrEnd();
const env = { ...process.env, ONBOARD_TEMPORAL_CLI: await temporalCli() };
const folder = demoFolder();
const interruption = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(interrupt()));
});
try {
  process.exitCode = await Promise.race([demo(), interruption]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await endChildren();
  await endServer();
  rmSync(folder, { recursive: true, force: true });
}

async function demo() {
  const simulator = await startSimulator();
  console.error(`The simulated ${demos[target].name} answers at ${simulator.url}\n`);
  const code = await onboardTenant();
  if (keep && !interrupted) {
    console.error('\nEverything is left up for looking around. Ctrl-C ends it.');
    await interruption;
  }
  return code;
}

function wantedTarget() {
  const at = process.argv.indexOf('--target');
  const name = at === -1 ? 'mas' : process.argv[at + 1];
  if (Object.hasOwn(demos, name)) return name;
  console.error(`--target must be one of ${Object.keys(demos).join(', ')}`);
  process.exit(2);
}

/** Everything the demo writes: certificates, worker configuration, the embedded server's database. */
function demoFolder() {
  const parent = join(root, '.cache', 'demo');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, 'run-'));
}

/** Starts the simulator, and answers the line of JSON that it prints when it is ready. */
async function startSimulator() {
  const files = ['--cert-dir', join(folder, 'certificates'), '--write-config', join(folder, 'onboard.config.yaml')];
  const child = start(['simulator', target, '--port', '0', ...files, ...demos[target].pace], 'pipe');
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error('The simulator ended before it was ready.');
}

function onboardTenant() {
  const files = ['--config', join(folder, 'onboard.config.yaml'), '--state-dir', join(folder, 'state')];
  const child = start(
    ['run', join(root, 'examples', demos[target].file), ...files, ...(keep ? ['--keep'] : [])],
    'inherit',
  );
  return children.get(child);
}

/** In a process group of its own: a Ctrl-C reaches it once, from here, and not a second time from the terminal. */
function start(args, stdout) {
  const child = spawn(process.execPath, [onboard, ...args], {
    cwd: root,
    stdio: ['ignore', stdout, 'inherit'],
    env,
    detached: true,
  });
  const ended = new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  children.set(child, ended);
  return child;
}

function interrupt() {
  interrupted = true;
  return 130;
}

async function endChildren() {
  for (const child of children.keys()) child.kill('SIGINT');
  const killer = setTimeout(() => {
    for (const child of children.keys()) child.kill('SIGKILL');
  }, deadlineMs);
  await Promise.all(children.values());
  clearTimeout(killer);
}

/** With --keep, or when a run was killed, the embedded server is still up. */
async function endServer() {
  const embedded = createRequire(join(root, 'dist', 'src', 'embedded', 'index.js'));
  const record = embedded('./server-record.js').readRecord(join(folder, 'state'));
  if (record?.process !== undefined) await embedded('./server-process.js').endServer(record);
}
