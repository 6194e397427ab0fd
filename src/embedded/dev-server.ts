import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { EmbeddedError } from './embedded-error';
import { freePorts } from './free-ports';
import { dropAllLeases, dropLease, otherUsers, type Role, takeLease } from './lease';
import { preparePrivateFolder } from './private-folder';
import { pidOf } from './process-mark';
import { databaseOf, endServer, isOurs, isServing, keepRuns, spawnServer, untilReady } from './server-process';
import { type LivingServer, readRecord, type ServerRecord, writeRecord } from './server-record';
import { withStateLock } from './state-lock';
import { findUnrecorded } from './unrecorded-server';

/** What becomes of the server when the last command leaves: `as-found` stops it unless an earlier command kept it. */
export type Afterwards = 'stop' | 'keep' | 'as-found';

export interface UseOptions {
  readonly stateDir: string;
  readonly role: Role;
  /** Finds the Temporal CLI; called only when a server has to be started. */
  readonly findCli: () => Promise<string>;
}

/** The Temporal server of a state folder, in use by this process until `release`. */
export interface DevServer {
  readonly address: string;
  readonly uiUrl: string;
  readonly pid: number;
  /** Stops the server when no other command uses it, as `afterwards` says. */
  release(afterwards: Afterwards): Promise<void>;
}

/**
 * The running server of the state folder, or a new one on its database. Safe with other commands at the same time.
 * Throws `EmbeddedError`.
 */
export async function useDevServer(options: UseOptions): Promise<DevServer> {
  const stateDir = resolve(options.stateDir);
  prepareFolder(stateDir);
  const record = await withStateLock(stateDir, async () => {
    const serving = await present(stateDir);
    const found = serving ?? (await start(stateDir, await options.findCli()));
    takeLease(stateDir, options.role);
    return found;
  });
  return {
    address: `127.0.0.1:${record.port}`,
    uiUrl: `http://127.0.0.1:${record.uiPort}`,
    pid: pidOf(record.process ?? ''),
    release: (afterwards) => release(stateDir, afterwards),
  };
}

/** Whether the state folder holds runs at all: without, there is nothing to look at and no server to start. */
export function hasRuns(stateDir: string): boolean {
  return existsSync(databaseOf(resolve(stateDir)));
}

/** Whether another living command carries on the runs of this state folder. */
export function hasWorker(stateDir: string): boolean {
  return otherUsers(resolve(stateDir)).includes('worker');
}

async function present(stateDir: string): Promise<ServerRecord | undefined> {
  const record = recorded(stateDir);
  if (record === undefined) return adopted(stateDir);
  if (await isServing(record)) return record;
  // Its starter may have been killed while it came up; a server that stays silent is replaced.
  try {
    await untilReady(record.process, record.port, stateDir);
    return record;
  } catch {
    await endServer(record);
    return undefined;
  }
}

function recorded(stateDir: string): LivingServer | undefined {
  const record = readRecord(stateDir);
  if (record?.process === undefined || record.database !== databaseOf(stateDir) || !isOurs(record)) return undefined;
  return { ...record, process: record.process };
}

/** The server whose starter was killed before it had written down what it started: two on one database would fight. */
async function adopted(stateDir: string): Promise<ServerRecord | undefined> {
  const found = findUnrecorded(databaseOf(stateDir));
  if (found === undefined) return undefined;
  try {
    await untilReady(found.process, found.port, stateDir);
    await keepRuns(found.port);
  } catch {
    await endServer(found);
    return undefined;
  }
  writeRecord(stateDir, found);
  return found;
}

async function start(stateDir: string, executable: string): Promise<ServerRecord> {
  try {
    return await startOn(stateDir, executable, readRecord(stateDir));
  } catch (error) {
    // Another program can take a port between our look and the server's start.
    if (!(error instanceof EmbeddedError) || !error.message.includes('address already in use')) throw error;
    return startOn(stateDir, executable, undefined);
  }
}

async function startOn(stateDir: string, executable: string, last: ServerRecord | undefined): Promise<ServerRecord> {
  const ports = await freePorts(last);
  const process = await spawnServer(executable, stateDir, ports);
  const record: ServerRecord = { ...ports, process, database: databaseOf(stateDir), kept: false };
  writeRecord(stateDir, record);
  try {
    await untilReady(process, ports.port, stateDir);
    await keepRuns(ports.port);
  } catch (error) {
    await endServer(record);
    throw error;
  }
  return record;
}

async function release(stateDir: string, afterwards: Afterwards): Promise<void> {
  await withStateLock(stateDir, async () => {
    dropLease(stateDir);
    const record = readRecord(stateDir);
    if (record?.process === undefined) return;
    const kept = afterwards === 'as-found' ? record.kept : afterwards === 'keep';
    if (kept || otherUsers(stateDir).length > 0) {
      writeRecord(stateDir, { ...record, kept });
      return;
    }
    await endServer(record);
    dropAllLeases(stateDir);
    writeRecord(stateDir, { port: record.port, uiPort: record.uiPort, database: record.database, kept: false });
  });
}

function prepareFolder(stateDir: string): void {
  try {
    preparePrivateFolder(stateDir);
  } catch (error) {
    throw new EmbeddedError(
      'STATE_FOLDER_UNUSABLE',
      `The state folder ${stateDir} cannot be used: ${error instanceof Error ? error.message : 'unknown reason'}`,
      'Name another one (ONBOARD_STATE_DIR).',
    );
  }
}
