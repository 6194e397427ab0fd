// Checks the Dockerfile without a Docker engine: carries out its COPY and RUN steps in a clean folder, starts the
// result as the image would, waits until its health check passes, and ends it. TEMPORAL_ADDRESS names the server the
// worker connects to. What it can't check: the base image, users, and file owners.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from '../build/checkout.mjs';
import { execForm, parseDockerfile } from './dockerfile.mjs';

const startDeadlineMs = 60_000;
const image = mkdtempSync(join(tmpdir(), 'image-'));
// A target is opened when it is needed: this one never is.
const config = 'targets: { mas: { inst1: { credentials: kubernetes } } }\n';
const stages = new Map();
let stage;

const steps = {
  FROM: ([, , name]) => {
    stage = { folder: join(image, name ?? 'final'), workdir: '/', env: {}, cmd: [], health: [] };
    stages.set(name, stage);
    mkdirSync(stage.folder);
  },
  WORKDIR: ([path]) => {
    stage.workdir = resolve(stage.workdir, path);
    mkdirSync(inside(stage, '.'), { recursive: true });
  },
  COPY: (paths, { from }) => paths.slice(0, -1).forEach((path) => copy(sourceOf(path, from), paths.at(-1))),
  RUN: (words) => shell(words.join(' ')),
  ENV: (words) => Object.assign(stage.env, Object.fromEntries(words.map((word) => word.split(/=(.*)/s).slice(0, 2)))),
  CMD: (words) => Object.assign(stage, { cmd: execForm(words) }),
  HEALTHCHECK: (words) => Object.assign(stage, { health: execForm(words.slice(1)) }),
  EXPOSE: () => {},
  USER: () => {},
};

try {
  for (const { name, flags, rest } of parseDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'))) {
    if (steps[name] === undefined) throw new Error(`The Dockerfile uses ${name}, which this check does not know.`);
    console.log(`${name} ${rest.join(' ')}`);
    steps[name](rest, flags);
  }
  await startAndEnd();
  console.log('The image builds, starts, is healthy, and ends when it is told to.');
} finally {
  rmSync(image, { recursive: true, force: true });
}

/** A path of the stage's file system, in the folder that stands for it. */
function inside(of, path) {
  return join(of.folder, resolve(of.workdir, path));
}

function sourceOf(path, from) {
  return from === undefined ? join(root, path) : inside({ ...stages.get(from), workdir: '/' }, path);
}

/** A folder is copied by its content, a file by its name when the destination is a folder. */
function copy(source, destination) {
  const target = inside(stage, destination);
  const isFile = statSync(source).isFile();
  cpSync(source, isFile && destination.endsWith('/') ? join(target, basename(source)) : target, { recursive: true });
}

function shell(line) {
  const { status } = spawnSync('/bin/sh', ['-c', line], {
    cwd: inside(stage, '.'),
    stdio: ['ignore', 2, 2],
    env: environment(),
  });
  if (status !== 0) throw new Error(`The step ended with ${status}: ${line}`);
}

function environment(more = {}) {
  const { PATH, HOME, TEMPORAL_ADDRESS } = process.env;
  const npm = Object.entries(process.env).filter(
    ([name]) => /^npm_config_/i.test(name) || name === 'NODE_EXTRA_CA_CERTS',
  );
  return { PATH, HOME, TEMPORAL_ADDRESS, ...Object.fromEntries(npm), ...stage.env, ...more };
}

async function startAndEnd() {
  const configFile = join(image, 'onboard.config.yaml');
  writeFileSync(configFile, config);
  const health = `127.0.0.1:${await freePort()}`;
  const env = environment({ ONBOARD_CONFIG: configFile, ONBOARD_HEALTH_ADDRESS: health });
  const [program, ...args] = stage.cmd;
  const child = spawn(program, args, { cwd: inside(stage, '.'), stdio: ['ignore', 2, 2], env });
  const ended = new Promise((done) => child.once('close', done));
  try {
    await untilHealthy(child, env);
  } finally {
    child.kill('SIGTERM');
  }
  const code = await ended;
  if (code !== 0) throw new Error(`The worker ended with ${code} after SIGTERM.`);
}

async function untilHealthy(child, env) {
  const [program, ...args] = stage.health;
  const deadline = Date.now() + startDeadlineMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The worker ended with ${child.exitCode} while starting.`);
    if (spawnSync(program, args, { cwd: inside(stage, '.'), env }).status === 0) return;
    await pause(200);
  }
  throw new Error(`The worker was not healthy within ${startDeadlineMs} ms.`);
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
