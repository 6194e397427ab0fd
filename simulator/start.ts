import type { FastifyInstance } from 'fastify';
import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isIPv6 } from 'node:net';
import { certificatePaths, prepareCertificates, writePrivate } from './server/certificates';
import { createFaultBook } from './server/faults';
import { SimulatorOptions, type SimulatorInput, simulators } from './options';
import { createRequestLog } from './server/request-log';
import { createServer } from './server/server';
import { writeWorkerConfiguration } from './server/worker-configuration';

export type { SimulatorInput } from './options';
export { SimulatorOptions } from './options';

/** What the command prints when the simulator is ready: addresses and paths, no secret. */
export interface SimulatorReady {
  readonly system: SimulatorOptions['system'];
  readonly url: string;
  readonly port: number;
  readonly instance: string;
  readonly certDir: string;
  /** The worker configuration that was written. */
  readonly config?: string;
}

export interface Simulator extends SimulatorReady {
  readonly ready: SimulatorReady;
  /** The files that hold the superuser's user name and password, readable by their owner only. */
  readonly superuser: { readonly usernameFile: string; readonly passwordFile: string };
  /** Ends every pause and connection, and removes the certificate folder if it was a temporary one. */
  close(): Promise<void>;
}

const superuser = 'superuser';
const loopbackNames = ['127.0.0.1', '::1', 'localhost'] as const;
const wildcards: readonly string[] = ['0.0.0.0', '::'];

/**
 * Starts a simulator and resolves when it listens. It prints nothing.
 * Throws a `ZodError` for invalid options, and the system's error when the port is taken or a folder can't be written.
 */
export async function startSimulator(input: SimulatorInput = {}): Promise<Simulator> {
  const options = SimulatorOptions.parse(input);
  const certDir = await certificateFolder(options.certDir);
  const removeFolder = async () => {
    if (options.certDir === undefined) await rm(certDir, { recursive: true, force: true });
  };
  try {
    return await startIn(certDir, options, removeFolder);
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

async function startIn(
  certDir: string,
  options: SimulatorOptions,
  removeFolder: () => Promise<void>,
): Promise<Simulator> {
  const password = options.password ?? randomBytes(18).toString('base64url');
  const certificates = await prepareCertificates(certDir, namesOf(options));
  const superuserFiles = await storeSuperuser(certDir, password);
  const system = boundTo(options).create({ username: superuser, password });
  const closing = new AbortController();
  // Every answer that waits listens.
  setMaxListeners(0, closing.signal);
  const faults = createFaultBook(options.faults);
  const log = createRequestLog(password);
  const stage = { system, faults, log, latencyMs: options.latencyMs, closing: closing.signal };
  const app = createServer({ stage, certificates, initialFaults: options.faults });
  const port = await listen(app, options);
  const ready = await announce(options, { certDir, port, superuserFiles }).catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  return {
    ...ready,
    ready,
    superuser: superuserFiles,
    close: async () => {
      closing.abort();
      await app.close();
      await removeFolder();
    },
  };
}

/** The system's own part, for its options. */
function boundTo(options: SimulatorOptions) {
  const entry = simulators.get(options.system);
  if (entry === undefined) throw new TypeError('options are parsed before they are used');
  return entry.bind(options);
}

async function listen(app: FastifyInstance, { host, port }: SimulatorOptions): Promise<number> {
  await app.listen({ host, port });
  const [address] = app.addresses();
  return typeof address === 'object' ? address.port : port;
}

interface Started {
  readonly certDir: string;
  readonly port: number;
  readonly superuserFiles: Simulator['superuser'];
}

/** Says where the simulator is, to its caller and in the worker configuration. */
async function announce(
  options: SimulatorOptions,
  { certDir, port, superuserFiles }: Started,
): Promise<SimulatorReady> {
  const { system, instance, writeConfig } = options;
  const bound = boundTo(options);
  const url = `https://${bracketed(reachableHost(options))}:${port}`;
  const ready = { system, url, port, instance, ...bound.ready, certDir };
  if (writeConfig === undefined) return ready;
  const { ca, clientCert: cert, clientKey: key } = certificatePaths(certDir);
  const config = resolve(writeConfig);
  const settings = bound.settings({ url, ca, cert, key, ...superuserFiles });
  await writeWorkerConfiguration(config, { system, instance, settings });
  return { ...ready, config };
}

async function certificateFolder(given: string | undefined): Promise<string> {
  if (given === undefined) return mkdtemp(join(tmpdir(), 'simulator-'));
  const dir = resolve(given);
  await mkdir(dir, { recursive: true });
  return dir;
}

async function storeSuperuser(dir: string, password: string): Promise<Simulator['superuser']> {
  const files = { usernameFile: join(dir, 'superuser-username'), passwordFile: join(dir, 'superuser-password') };
  await writePrivate(files.usernameFile, superuser);
  await writePrivate(files.passwordFile, password);
  return files;
}

function namesOf(options: SimulatorOptions): readonly string[] {
  return [...new Set([...loopbackNames, reachableHost(options), ...boundTo(options).hostNames])];
}

function reachableHost({ host, publicHost }: SimulatorOptions): string {
  return publicHost ?? (wildcards.includes(host) ? loopbackNames[0] : host);
}

function bracketed(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}
