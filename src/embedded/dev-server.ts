import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { EmbeddedError } from './embedded-error';
import { freePorts } from './free-ports';
import { dropAllLeases, dropLease, otherUsers, type Role, takeLease } from './lease';
import { pidOf } from './process-mark';
import { databaseOf, endServer, isOurs, isServing, keepRuns, spawnServer, untilReady } from './server-process';
import { type LivingServer, readRecord, removeRecord, type ServerRecord, writeRecord } from './server-record';
import { heldBy, withStateLock } from './state-lock';
import { prepareStateFolder, removeDatabase, requireDatabase, usable } from './state-folder';
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
  const record = await usable(stateDir, () => {
    prepareStateFolder(stateDir);
    return withStateLock(stateDir, async () => {
      const serving = await present(stateDir);
      const found = serving ?? (await start(stateDir, options));
      takeLease(stateDir, options.role);
      return found;
    });
  });
  return {
    address: `127.0.0.1:${record.port}`,
    uiUrl: `http://127.0.0.1:${record.uiPort}`,
    pid: pidOf(record.process ?? ''),
    // Of a folder that somebody deleted meanwhile, nobody can use the server any more.
    release: (afterwards) => (existsSync(stateDir) ? release(stateDir, afterwards) : endServer(record)),
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
    await untilReady(record, stateDir);
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
    await untilReady(found, stateDir);
    await keepRuns(found.port);
  } catch {
    await endServer(found);
    return undefined;
  }
  writeRecord(stateDir, found);
  return found;
}

async function start(stateDir: string, { findCli }: UseOptions): Promise<ServerRecord> {
  const last = readRecord(stateDir);
  requireDatabase(stateDir, last);
  const executable = await findCli();
  try {
    return await startOn(stateDir, executable, { last, ports: last });
  } catch (error) {
    // Another program can take a port between our look and the server's start.
    if (!(error instanceof EmbeddedError) || !error.message.includes('address already in use')) throw error;
    return startOn(stateDir, executable, { last, ports: undefined });
  }
}

interface Before {
  readonly last: ServerRecord | undefined;
  readonly ports: ServerRecord | undefined;
}

async function startOn(stateDir: string, executable: string, before: Before): Promise<ServerRecord> {
  const { last } = before;
  const isFirst = !hasRuns(stateDir);
  const ports = await freePorts(before.ports);
  const process = await spawnServer(executable, stateDir, ports);
  const where = { host: hostname(), since: new Date().toISOString() };
  const record: LivingServer = { ...ports, process, ...where, database: databaseOf(stateDir), kept: false };
  try {
    writeRecord(stateDir, record);
    await untilReady(record, stateDir);
    await keepRuns(ports.port);
    return record;
  } catch (error) {
    await endServer(record);
    undo(stateDir, isFirst, last);
    throw isLocked(error) ? busy(stateDir, last) : error;
  }
}

/** What a start that failed leaves is what was there before it. */
function undo(stateDir: string, isFirst: boolean, last: ServerRecord | undefined): void {
  if (isFirst) removeDatabase(stateDir);
  if (last === undefined) removeRecord(stateDir);
  else writeRecord(stateDir, last);
}

/** The server's own words for a database that another one has open. */
function isLocked(error: unknown): boolean {
  return error instanceof EmbeddedError && /database is locked|SQLITE_BUSY/.test(error.message);
}

function busy(stateDir: string, last: ServerRecord | undefined): EmbeddedError {
  const { process: mark, host = 'a machine of unknown name', since = 'some time ago' } = last ?? {};
  const who = mark === undefined ? 'another process' : `the Temporal server of ${heldBy({ mark, host, since })}`;
  return new EmbeddedError(
    'STATE_FOLDER_BUSY',
    `The database in ${stateDir} is in use by ${who}.`,
    'Wait until the commands there have ended, or use a state folder of its own (--state-dir, ONBOARD_STATE_DIR).',
  );
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
