import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { type Simulator, type SimulatorInput, startSimulator } from '../../../simulator/start';
import type * as commandLine from '../../../src/cli/command-line';
import type { Host } from '../../../src/cli/terminal/host';
import { markOf } from '../../../src/embedded/process-mark';
import { endServer } from '../../../src/embedded/server-process';
import { readRecord } from '../../../src/embedded/server-record';
import { findTemporalCli } from '../../../src/embedded/temporal-cli';
import { type Control, controlOf } from '../../system/control';
import { lendCertificates } from '../../system/simulator';

const built = join(__dirname, '..', '..', '..', 'dist', 'src', 'cli');
const main = join(built, 'main.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard error or output holds the text. */
  saying(text: string): Promise<void>;
}

/** A place of its own for commands: home, state folder, working directory, environment. */
export interface Bench {
  readonly folder: string;
  /** A process of its own, for what is about processes: signals, kills, commands side by side. */
  start(parameters: readonly string[], options?: Invocation): Started;
  /** The built command, called in this process, which has loaded it once. */
  onboard(parameters: readonly string[], options?: Invocation): Promise<Ended>;
  write(name: string, content: string): string;
  /** A simulator, and the worker configuration that reaches it as onboard.config.yaml. */
  simulate(input?: SimulatorInput): Promise<Control>;
  clear(): Promise<void>;
}

export interface Invocation {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/**
 * The embedded server of the bench's state folder `stays` from its first command to `clear`, which saves a start for each
 * command, or `ends` as users see it.
 */
export async function createBench(server: 'stays' | 'ends' = 'stays'): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'onboard-cli-'));
  if (server === 'stays') keepServer(join(folder, 'tenant-onboarding'));
  const cli = await findTemporalCli({ env: process.env });
  const simulators: Simulator[] = [];
  const own = { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_STATE_HOME: folder, ONBOARD_TEMPORAL_CLI: cli };
  const start = (parameters: readonly string[], { env = {}, input = '' }: Invocation = {}): Started => {
    const child = spawn(process.execPath, [main, ...parameters], { cwd: folder, env: { ...own, ...env } });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    return watch(child);
  };
  return {
    folder,
    start,
    onboard: async (parameters, options = {}) => {
      const env = { ...own, ...options.env };
      if (Object.keys(env).some((name) => ofTheProcess.test(name))) return start(parameters, options).ended;
      return call(parameters, { cwd: folder, env, input: options.input ?? '' });
    },
    write: (name, content) => {
      const file = join(folder, name);
      writeFileSync(file, content);
      return file;
    },
    simulate: async (input = {}) => {
      const certDir = join(folder, `certificates-${simulators.length}`);
      lendCertificates(certDir);
      const writeConfig = join(folder, 'onboard.config.yaml');
      const simulator = await startSimulator({ port: 0, certDir, writeConfig, ...input });
      simulators.push(simulator);
      return controlOf(simulator);
    },
    clear: async () => {
      const record = readRecord(join(folder, 'tenant-onboarding'));
      if (record !== undefined) await endServer(record);
      await Promise.all(simulators.map((simulator) => simulator.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As another command that uses the server does: the process that started this one. */
function keepServer(stateDir: string): void {
  mkdirSync(join(stateDir, 'users'), { recursive: true, mode: 0o700 });
  writeFileSync(join(stateDir, 'users', String(process.ppid)), `reader ${markOf(process.ppid)}`, { mode: 0o600 });
}

/** What counts for a whole process: variables that libraries read by themselves, and the level of its log. */
const ofTheProcess = /^(?:(?:AWS|OTEL|NODE)_|ONBOARD_LOG_LEVEL$)/;

interface Call {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
}

async function call(parameters: readonly string[], { cwd, env, input }: Call): Promise<Ended> {
  const { runCommandLine }: typeof commandLine = require(join(built, 'command-line.js'));
  const said = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof said) =>
    new Writable({
      write: (chunk, _encoding, done) => {
        said[name] += String(chunk);
        done();
      },
    });
  const signals = new EventEmitter();
  const host: Host = {
    env,
    cwd: () => cwd,
    stdin: Readable.from(input === '' ? [] : [Buffer.from(input)]),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    on: (signal, listener) => signals.on(signal, listener),
    off: (signal, listener) => signals.off(signal, listener),
    exit: (code) => {
      throw new Error(`the command wanted to end its process with ${code}`);
    },
  };
  const code = await runCommandLine(parameters, host);
  return { code, ...said };
}

function watch(child: ChildProcess): Started {
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...said })));
  const saying = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const listener = (): void => {
        if (`${said.stdout}${said.stderr}`.includes(text)) resolve();
      };
      listeners.add(listener);
      listener();
      void ended.then(() => reject(new Error(`it ended without saying ${text}: ${said.stderr}`)));
    });
  return { child, ended, saying };
}

/** A tenant file with secondary users of these names, and one primary user, `ada`. */
export function tenantFile(tenant: string, names: readonly string[] = []): string {
  const user = (name: string): string =>
    `    - { email: ${name}@acme.example, given_name: ${name}, family_name: Example }`;
  return [
    `tenant: ${tenant}`,
    'target: { system: mas, instance: inst1, workspace: ws1 }',
    'users:',
    '  primary:',
    user('ada'),
    names.length === 0 ? '  secondary: []' : '  secondary:',
    ...names.map(user),
    '',
  ].join('\n');
}
