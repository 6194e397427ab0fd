import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { startSimulator } from '../simulator/start';
import { searchAttributes } from '../src/domain/run/search-attributes';
import { findTemporalCli } from '../src/embedded/temporal-cli';

// One Temporal server, one workflow bundle and one set of certificates for the whole run; tests find them in
// TEST_TEMPORAL_ADDRESS, TEST_WORKFLOW_BUNDLE and TEST_CERTIFICATES. Each test takes a task queue of its own.

const root = join(__dirname, '..');
const serversFolder = join(root, '.cache', 'test-servers');
const startDeadlineMs = 30_000;

interface Server {
  readonly pid: number;
  readonly address: string;
}

/** Answers how to end what it began. */
export default async function globalSetup(): Promise<() => void> {
  mkdirSync(serversFolder, { recursive: true });
  killServersOfDeadRuns();
  const bundle = join(root, 'dist', 'workflow-bundle.js');
  execFileSync(process.execPath, [join(root, 'scripts', 'build', 'bundle-workflows.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const server = await startServer(await findTemporalCli({ env: process.env }));
  process.env['TEST_TEMPORAL_ADDRESS'] = server.address;
  process.env['TEST_WORKFLOW_BUNDLE'] = bundle;
  process.env['TEST_CERTIFICATES'] = await makeCertificates();
  return stopServer;
}

/** Certificates for every simulator of the run, in a folder that the next one finds. */
async function makeCertificates(): Promise<string> {
  const certDir = join(root, '.cache', 'test-certificates');
  const simulator = await startSimulator({ port: 0, certDir });
  await simulator.close();
  return certDir;
}

/** Ends the server of this run. */
function stopServer(): void {
  const file = serverFile(process.pid);
  kill(Number(readFileSync(file, 'utf8')), 'SIGTERM');
  rmSync(file);
}

function serverFile(runner: number): string {
  return join(serversFolder, String(runner));
}

async function startServer(executable: string): Promise<Server> {
  const [port, uiPort] = await freePorts();
  const child = spawn(executable, serverArguments(port, uiPort), { detached: true, stdio: 'ignore' });
  if (child.pid === undefined) throw new Error(`The Temporal CLI could not be started: ${executable}`);
  writeFileSync(serverFile(process.pid), String(child.pid));
  child.unref();
  const address = `127.0.0.1:${port}`;
  await untilReady(address, () => child.exitCode);
  return { pid: child.pid, address };
}

function serverArguments(port: number, uiPort: number): string[] {
  const names = { KEYWORD: 'Keyword', INT: 'Int' } as const;
  const attributes = Object.entries(searchAttributes).map(([name, type]) => `${name}=${names[type]}`);
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ...['--headless', '--log-level', 'error'],
    // Timers are late by up to this: 1 s by default, for the clocks of several hosts.
    ...['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="20ms"'],
    // Tenants queue side by side, as the embedded server has it.
    ...['--dynamic-config-value', 'matching.useNewMatcher=true'],
    ...['--dynamic-config-value', 'matching.enableFairness=true'],
    // What has just ended can be deleted once its end is noted: every half a minute by default.
    ...['--dynamic-config-value', 'history.transferProcessorUpdateAckInterval="1s"'],
    ...['--dynamic-config-value', 'history.visibilityProcessorUpdateAckInterval="1s"'],
    ...attributes.flatMap((attribute) => ['--search-attribute', attribute]),
  ];
}

async function untilReady(address: string, exitCode: () => number | null): Promise<void> {
  const deadline = Date.now() + startDeadlineMs;
  while (Date.now() < deadline) {
    if (exitCode() !== null) throw new Error(`The Temporal server ended with ${String(exitCode())} while starting.`);
    if (await answers(address)) return;
    await pause(50);
  }
  throw new Error(`The Temporal server did not answer within ${startDeadlineMs} ms.`);
}

async function answers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 1_000 });
    await connection.workflowService.describeNamespace({ namespace: 'default' });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

/** Two ports that were free at once: held open together, so that they differ. */
async function freePorts(): Promise<readonly [number, number]> {
  const [first, second] = await Promise.all([listen(), listen()]);
  await Promise.all([first.close(), second.close()]);
  return [first.port, second.port];
}

async function listen(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return { port: address.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function killServersOfDeadRuns(): void {
  for (const runner of readdirSync(serversFolder)) {
    if (isAlive(Number(runner))) continue;
    const server = Number(readFileSync(join(serversFolder, runner), 'utf8'));
    if (isDevServer(server)) kill(server, 'SIGKILL');
    rmSync(join(serversFolder, runner), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Process ids are reused: only what still runs `server start-dev` is ours to end. */
function isDevServer(pid: number): boolean {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).includes('server start-dev');
  } catch {
    return false;
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It had ended already.
  }
}
