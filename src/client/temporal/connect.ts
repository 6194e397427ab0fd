import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { type Codec, readCodec } from '../../codec/codec';
import { proxyAddress, proxyLogin } from '../../proxy/choose-proxy';
import { taskQueue } from '../../domain/run/names';
import { ClientError } from './client-error';
import { type ConnectionSettings, connectionSettings, type TemporalPlace } from './connection-settings';
import { guarded, toClientError } from './grpc-errors';
import { retriedCalls } from './retried-calls';

/** A checked connection, and what the functions of this room need of it. */
export interface Temporal {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
}

export interface ConnectOptions extends TemporalPlace {
  /** Where the workers listen; `tenant-onboarding` when absent. */
  readonly taskQueue?: string | undefined;
  /** What Temporal notes about who asked, and `auditEvents` tells; process id and host when absent. No personal data. */
  readonly identity?: string | undefined;
}

const checkMs = 5_000;
const betweenTriesMs = 500;

/**
 * Connects to Temporal and looks whether it answers and has the namespace; takes 5 s at most.
 * Payloads are encrypted when ONBOARD_CODEC_KEYS says so.
 * Throws `ClientError` TEMPORAL_UNREACHABLE, _DENIED, _MISCONFIGURED, _NAMESPACE_UNKNOWN, and `CodecError` CODEC_MISCONFIGURED.
 */
export async function connectTemporal(options: ConnectOptions): Promise<Temporal> {
  const settings = { ...connectionSettings(options), identity: options.identity };
  return connectWith(settings, options.taskQueue, readCodec(options.env));
}

/** As `connectTemporal`, with settings that were read already. */
export async function connectWith(
  settings: ConnectionSettings,
  queue: string | undefined,
  { dataConverter }: Pick<Codec, 'dataConverter'> = readCodec(),
): Promise<Temporal> {
  const { address = 'localhost:7233', namespace, proxy, interceptors = {}, identity } = settings;
  const connectionOptions: ConnectionOptions = { ...settings.connection, ...dialled(address, proxy) };
  await check(connectionOptions, { address, namespace, proxy });
  const connection = lazily({ ...connectionOptions, interceptors: [retriedCalls()] });
  const named = identity === undefined ? {} : { identity };
  const client = new Client({ connection, namespace, dataConverter, interceptors, ...named });
  return { client, address, namespace, taskQueue: queue ?? taskQueue };
}

type Checked = Pick<ConnectionSettings, 'namespace' | 'proxy'> & { readonly address: string };

/** Asks on a connection that does not retry by itself: only so is the reason known at once. */
async function check(options: ConnectionOptions, checked: Checked): Promise<void> {
  const { namespace } = checked;
  const connection = lazily({ ...options, interceptors: [] });
  const deadline = Date.now() + checkMs;
  const ask = () => connection.workflowService.describeNamespace({ namespace });
  try {
    for (;;) {
      const unreachable = await reasonUnreachable(() => connection.withDeadline(deadline, ask));
      if (unreachable === undefined) return;
      if (Date.now() + betweenTriesMs > deadline) throw at(checked, options, unreachable);
      await pause(betweenTriesMs);
    }
  } finally {
    await connection.close();
  }
}

/** Undefined when it answered. Throws what trying again does not mend. */
async function reasonUnreachable(ask: () => Promise<unknown>): Promise<ClientError | undefined> {
  try {
    await guarded(ask);
    return undefined;
  } catch (error) {
    if (error instanceof ClientError && error.code === 'TEMPORAL_UNREACHABLE') return error;
    throw error;
  }
}

function at({ address, proxy }: Checked, { tls }: ConnectionOptions, error: ClientError): ClientError {
  const how = tls === undefined || tls === false ? 'without TLS' : 'with TLS';
  const way = proxy === undefined ? '' : `, through the proxy ${proxyAddress(proxy)}`;
  const message = `Temporal does not answer at ${address} (${how}${way}). ${error.message}`;
  return new ClientError(error.code, message, error.remedy).because(error);
}

/** Certificates that cannot be parsed are refused when the connection is made. */
function lazily(options: ConnectionOptions): Connection {
  try {
    return Connection.lazy(options);
  } catch (error) {
    const known = toClientError(error);
    if (known instanceof ClientError) throw known;
    throw new ClientError(
      'TEMPORAL_MISCONFIGURED',
      `The connection settings of Temporal are not usable: ${error instanceof Error ? error.message : 'unknown reason'}`,
      'Check the certificate and key that the TEMPORAL_TLS_* variables or the profile name.',
    );
  }
}

/** Where a client connects to. The library's own look at the environment is off: it takes loopback to a proxy, too. */
function dialled(address: string, proxy: URL | undefined): Pick<ConnectionOptions, 'address' | 'channelArgs'> {
  const direct = { 'grpc.enable_http_proxy': 0 };
  if (proxy === undefined) return { address, channelArgs: direct };
  const login = proxyLogin(proxy);
  return {
    address: proxyAddress(proxy),
    channelArgs: {
      ...direct,
      'grpc.default_authority': address,
      'grpc.http_connect_target': `dns:${address}`,
      ...(login === undefined ? {} : { 'grpc.http_connect_creds': `${login.username}:${login.password}` }),
    },
  };
}
