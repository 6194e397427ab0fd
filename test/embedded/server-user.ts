import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readRecord } from '../../src/embedded/server-record';
import { endServer } from '../../src/embedded/server-process';
import { findTemporalCli } from '../../src/embedded/temporal-cli';

/** A process of its own that uses the server of a state folder: leases are counted by process. */
export interface ServerUser {
  readonly address: string;
  readonly serverPid: number;
  release(afterwards: 'stop' | 'keep' | 'as-found'): Promise<void>;
  /** Dies without a word. */
  kill(): Promise<void>;
}

const program = `
const { useDevServer } = require('./dist/src/embedded/dev-server.js');
const [stateDir, role, cli] = process.argv.slice(1);
useDevServer({ stateDir, role, findCli: async () => cli }).then((server) => {
  console.log(JSON.stringify({ address: server.address, pid: server.pid }));
  process.stdin.once('data', async (afterwards) => {
    await server.release(String(afterwards));
    process.exit(0);
  });
}, (error) => {
  console.log(JSON.stringify({ error: error.code + ': ' + error.message }));
  process.exit(1);
});`;

export const temporalCli = (): Promise<string> => findTemporalCli({ env: process.env });

export async function useServer(stateDir: string, role = 'reader', cli?: string): Promise<ServerUser> {
  const root = join(__dirname, '..', '..');
  const child = spawn(process.execPath, ['-e', program, stateDir, role, cli ?? (await temporalCli())], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const told: { address: string; pid: number; error?: string } = JSON.parse(await firstLine(child));
  if (told.error !== undefined) throw new Error(told.error);
  return {
    address: told.address,
    serverPid: told.pid,
    release: (afterwards) => {
      child.stdin.write(afterwards);
      return ended;
    },
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no standard output');
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error('the process ended without a line');
}

/** State folders for a test file, and no server left behind by them. */
export function stateFolders(): { make(): string; clear(): Promise<void> } {
  const made: string[] = [];
  return {
    make: () => {
      const folder = join(mkdtempSync(join(tmpdir(), 'onboard-state-')), 'state');
      made.push(folder);
      return folder;
    },
    clear: async () => {
      for (const folder of made.splice(0)) {
        const record = readRecord(folder);
        if (record !== undefined) await endServer(record);
        rmSync(join(folder, '..'), { recursive: true, force: true });
      }
    },
  };
}
