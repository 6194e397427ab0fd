import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, type SimulatorInput, startSimulator } from '../../../simulator/start';
import { endServer } from '../../../src/embedded/server-process';
import { readRecord } from '../../../src/embedded/server-record';
import { findTemporalCli } from '../../../src/embedded/temporal-cli';
import { type Control, controlOf } from '../../system/control';
import { lendCertificates } from '../../system/simulator';

const main = join(__dirname, '..', '..', '..', 'dist', 'src', 'cli', 'main.js');

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
  start(parameters: readonly string[], options?: Invocation): Started;
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

export async function createBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'onboard-cli-'));
  const cli = await findTemporalCli({ env: process.env });
  const simulators: Simulator[] = [];
  const start = (parameters: readonly string[], { env = {}, input = '' }: Invocation = {}): Started => {
    const own = { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_STATE_HOME: folder, ONBOARD_TEMPORAL_CLI: cli };
    const child = spawn(process.execPath, [main, ...parameters], { cwd: folder, env: { ...own, ...env } });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    return watch(child);
  };
  return {
    folder,
    start,
    onboard: (parameters, options) => start(parameters, options).ended,
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
