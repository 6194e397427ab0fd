import { spawn, type SpawnOptions } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
// Durations on the wire have seconds of 64 bits, in a class that the SDK makes and does not export.
import { msNumberToTs } from '@temporalio/common/lib/time';
import { searchAttributes } from '../domain/run/search-attributes';
import { EmbeddedError } from './embedded-error';
import type { Ports } from './free-ports';
import { listensOn } from './listener';
import { makingPrivateFiles } from './system/private-folder';
import { isAlive, markOf, pidOf, runsWith, systemPrograms } from './process-mark';
import type { LivingServer, ServerRecord } from './server-record';

export const embeddedNamespace = 'default';

const startTimeoutMs = 30_000;
const stopTimeoutMs = 15_000;
const pollMs = 50;
const retentionMs = 30 * 24 * 3_600_000;

/** Starts the dev server in a session of its own, so that it outlives this process and its terminal. Answers its mark. */
export async function spawnServer(executable: string, stateDir: string, ports: Ports): Promise<string> {
  const log = openSync(join(stateDir, 'server.log'), 'w', 0o600);
  try {
    // Nothing of ours, which holds passwords: any process of the same user can read it in /proc/PID/environ.
    // USER: Go's library wants one of a user whom the system does not know (os/user).
    const env = { ...systemPrograms, HOME: stateDir, USER: 'onboard' };
    const options: SpawnOptions = { detached: true, stdio: ['ignore', log, log], cwd: stateDir, env };
    const parameters = serverArguments(databaseOf(stateDir), ports);
    const child = makingPrivateFiles(() => spawn(executable, parameters, options));
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return markOf(child.pid ?? 0);
  } catch (error) {
    throw notStarted(error instanceof Error ? error.message : 'unknown reason');
  } finally {
    closeSync(log);
  }
}

/** Waits until the server answers. Throws `EmbeddedError` TEMPORAL_NOT_STARTED with its last words when it ended instead. */
export async function untilReady(
  { process, port, since }: Pick<LivingServer, 'process' | 'port' | 'since'>,
  stateDir: string,
): Promise<void> {
  const deadline =
    Math.max(since === undefined ? Date.now() : Date.parse(since), Date.now() - startTimeoutMs) + startTimeoutMs;
  while (!(listensOn(process, port) && (await answers(port)))) {
    if (!isAlive(process)) throw notStarted(lastWords(stateDir));
    if (Date.now() > deadline) throw notStarted(`it did not answer within ${startTimeoutMs / 1000} s`);
    await pause(pollMs);
  }
}

/** Closed runs are kept this long instead of the dev server's day, so that one can be retried after a weekend. */
export async function keepRuns(port: number): Promise<void> {
  const connection = connectionTo(port);
  try {
    await connection.withDeadline(Date.now() + 5_000, () =>
      connection.workflowService.updateNamespace({
        namespace: embeddedNamespace,
        config: { workflowExecutionRetentionTtl: msNumberToTs(retentionMs) },
      }),
    );
  } finally {
    await connection.close();
  }
}

/** Whether the record's process lives, is the server of this database, and answers on its port. */
export async function isServing(record: ServerRecord): Promise<boolean> {
  return isOurs(record) && listensOn(record.process ?? '', record.port) && (await answers(record.port));
}

export function isOurs(record: ServerRecord): boolean {
  return record.process !== undefined && isAlive(record.process) && runsWith(record.process, record.database);
}

/** Ends the record's server and waits until it is gone. Its own way takes a second, and keeps nothing that this loses. */
export async function endServer(record: ServerRecord): Promise<void> {
  if (record.process === undefined || !isOurs(record)) return;
  process.kill(pidOf(record.process), 'SIGKILL');
  await isGone(record.process, stopTimeoutMs);
}

export function databaseOf(stateDir: string): string {
  return join(stateDir, 'temporal.db');
}

function serverArguments(database: string, ports: Ports): readonly string[] {
  const typeNames = { KEYWORD: 'Keyword', INT: 'Int' } as const;
  const attributes = Object.entries(searchAttributes).map(([name, type]) => `${name}=${typeNames[type]}`);
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(ports.port), '--ui-port', String(ports.uiPort)],
    ...['--db-filename', database, '--namespace', embeddedNamespace, '--log-level', 'error'],
    // Timers, and so the waits between attempts, are late by up to this: 1 s by default, for the clocks of several hosts.
    ...['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="20ms"'],
    // Tenants queue side by side, what people wait for before what a schedule began.
    ...['--dynamic-config-value', 'matching.useNewMatcher=true'],
    ...['--dynamic-config-value', 'matching.enableFairness=true'],
    // A write-ahead log takes a fraction of the writes to disk. Whatever dies, the database stays whole; only a computer that
    // loses power can forget the last steps, which are then looked at again.
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
    // What is deleted is overwritten: a person who was erased is not to be found in free pages.
    ...['--sqlite-pragma', 'secure_delete=ON'],
    // Of two servers on one database, in containers that cannot see each other, the second ends at once.
    ...['--sqlite-pragma', 'locking_mode=EXCLUSIVE'],
    ...attributes.flatMap((attribute) => ['--search-attribute', attribute]),
  ];
}

/** Straight: the library would take even this machine's own address to a proxy that the environment names. */
function connectionTo(port: number): Connection {
  const channelArgs = { 'grpc.enable_http_proxy': 0 };
  return Connection.lazy({ address: `127.0.0.1:${port}`, connectTimeout: 2_000, interceptors: [], channelArgs });
}

async function answers(port: number): Promise<boolean> {
  const connection = connectionTo(port);
  try {
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.describeNamespace({ namespace: embeddedNamespace }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}

async function isGone(process: string, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isAlive(process)) {
    if (Date.now() > deadline) return false;
    await pause(pollMs);
  }
  return true;
}

/** What the server said, the end of it: there a chain of errors has its reason. */
function lastWords(stateDir: string): string {
  const lines = readFileSync(join(stateDir, 'server.log'), 'utf8').trim().split('\n');
  const words = lines.findLast((line) => line.startsWith('Error')) ?? lines.at(-1) ?? '';
  if (words === '') return 'it ended without a word';
  return words.length > shownMost ? `… ${words.slice(-shownMost)}` : words;
}

const shownMost = 400;

function notStarted(reason: string): EmbeddedError {
  return new EmbeddedError(
    'TEMPORAL_NOT_STARTED',
    `The embedded Temporal server could not be started: ${reason}`,
    'See server.log in the state folder; check that no other program uses its temporal.db, or use another state folder (ONBOARD_STATE_DIR).',
  );
}
