// Walks an operator's way through the real Web UI in a headless browser: a saved view, the failed user, the details, the
// update that retries it once the fault is lifted; and takes the pictures of docs/how-to/operations.md on the way. Fails when the
// run does not end as completed. Needs a Chromium: CHROMIUM names it, else /usr/bin/chromium.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './build/checkout.mjs';
import { setUpOrEnd, temporalCli } from './setup.mjs';

const images = join(root, 'docs', 'images');
const onboard = join(root, 'dist', 'src', 'cli', 'main.js');
const failing = 'ghopper';
const tenantId = 'tenant:mas:inst1/ws1:acme';
const browserMs = 30_000;

await setUpOrEnd();
// A package of development: there only once the checkout is set up.
const { chromium } = await import('playwright-core');
const folder = mkdtempSync(join(tmpdir(), 'onboard-screenshots-'));
const children = [];
const [port, uiPort] = [await freePort(), await freePort()];
const env = { ...process.env, TEMPORAL_ADDRESS: `127.0.0.1:${port}`, ONBOARD_CONFIG: join(folder, 'config.yaml') };
const ui = `http://127.0.0.1:${uiPort}/namespaces/default/workflows`;
try {
  await takeScreenshots();
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

async function takeScreenshots() {
  const simulator = await incident();
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1720, height: 1000 } });
    page.setDefaultTimeout(browserMs);
    await findFailedUser(page);
    await readDetails(page);
    await lift(simulator);
    await retry(page);
    await awaitCompletion(page);
  } finally {
    await browser.close();
  }
}

/** Twelve users, one of whom the target refuses; the run is held for a person. Answers where the simulator is. */
async function incident() {
  const faults = join(folder, 'faults.json');
  writeFileSync(faults, JSON.stringify([{ method: 'POST', path: '/v3/users', user: failing, do: { status: 400 } }]));
  start(await temporalCli(), ['server', 'start-dev', '--port', port, '--ui-port', uiPort, '--log-level', 'never']);
  const files = ['--cert-dir', folder, '--write-config', env.ONBOARD_CONFIG, '--faults', faults];
  const simulator = start(process.execPath, [onboard, 'simulator', 'mas', '--port', '0', ...files], 'pipe');
  const line = await firstLine(simulator.stdout);
  await command(['setup']);
  start(process.execPath, [onboard, 'worker']);
  const followed = ['--hold', '24h', '--quiet', '--timeout', '60s'];
  const run = command(['run', join(root, 'examples', 'tenant.yaml'), ...followed]).catch(() => undefined);
  await untilHeld();
  void run;
  return JSON.parse(line);
}

async function findFailedUser(page) {
  const view = `OnboardStatus="failed" AND WorkflowType="onboardUser"`;
  await page.goto(`${ui}?query=${encodeURIComponent(view)}`);
  await page.locator('a[href*="/timeline"]').first().waitFor();
  await shoot(page, 'operations-view');
  await page.locator('a[href*="/timeline"]').first().click();
  await visible(page.getByText('TARGET_REJECTED: create user')).waitFor();
  await openDetails(page);
  await shoot(page, 'operations-user');
}

async function readDetails(page) {
  await page.goto(`${ui}/${encodeURIComponent(tenantId)}`);
  await openDetails(page);
  await shoot(page, 'operations-details');
}

async function openDetails(page) {
  await visible(page.getByText('User Metadata')).click();
  // The Web UI shows Markdown in frames.
  await page.frameLocator('iframe >> visible=true').last().getByText('TARGET_REJECTED').first().waitFor();
}

async function retry(page) {
  await visible(page.getByRole('button', { name: 'More Actions' })).click();
  await visible(page.getByText('Send an Update')).click();
  await visible(page.getByTestId('update-select-button')).click();
  await visible(page.getByRole('option', { name: 'retryFailed' })).click();
  await shoot(page, 'operations-update');
  await visible(page.getByRole('button', { name: 'Submit' })).click();
}

async function awaitCompletion(page) {
  await page.goto(`${ui}/${encodeURIComponent(tenantId)}`);
  await visible(page.getByText('Completed', { exact: true })).waitFor();
  await shoot(page, 'operations-completed');
}

function visible(locator) {
  return locator.locator('visible=true').first();
}

async function shoot(page, name) {
  await pause(1_000);
  await page.screenshot({ path: join(images, `${name}.png`) });
  console.error(`docs/images/${name}.png`);
}

async function untilHeld() {
  for (;;) {
    const [status] = await Promise.all([output(['status', 'acme', '--output', 'json']), pause(1_000)]);
    if (status.includes('"needs-attention"')) return;
  }
}

function start(program, args, stdout = 'ignore') {
  const child = spawn(program, args.map(String), { cwd: root, env, stdio: ['ignore', stdout, 'ignore'] });
  children.push(child);
  return child;
}

function command(args) {
  return output(args, 'inherit');
}

async function output(args, stderr = 'ignore') {
  const child = spawn(process.execPath, [onboard, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', stderr] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  await ended;
  return text;
}

/** Lifts every fault of the simulator. */
function lift({ url, certDir }) {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', ca: readFileSync(join(certDir, 'ca.crt')) };
    const sent = request(new URL('/__simulator/faults', url), options, (answer) => {
      answer.resume().once('end', resolve);
    });
    sent.once('error', reject);
    sent.setHeader('content-type', 'application/json');
    sent.end('[]');
  });
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}

async function firstLine(stream) {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('The simulator ended before it was ready.');
}
