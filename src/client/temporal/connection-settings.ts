import type { ClientInterceptors, ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { processVariables } from '../../input/environment';
import { environmentProxy, ProxyError } from '../../proxy/choose-proxy';
import { ClientError } from './client-error';

/** Where Temporal is. What is not given comes from `TEMPORAL_*` and the profile file (`@temporalio/envconfig`). */
export interface TemporalPlace {
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  readonly profile?: string | undefined;
  /** The environment to read; the process's own when absent. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** `address` is undefined when nothing names one: no argument, no variable, no profile. */
export interface ConnectionSettings {
  readonly address: string | undefined;
  readonly namespace: string;
  /** The proxy on the way there. */
  readonly proxy?: URL | undefined;
  /** What Temporal notes about who asked; process id and host when absent. */
  readonly identity?: string | undefined;
  readonly connection: Pick<ConnectionOptions, 'tls' | 'metadata'> & { readonly apiKey?: string };
  /** Of the client, for traces. */
  readonly interceptors?: ClientInterceptors;
}

/** Reads where Temporal is and how to connect. Throws `ClientError` TEMPORAL_MISCONFIGURED: a profile or certificate file that cannot be read, an address with a scheme. */
export function connectionSettings(place: TemporalPlace): ConnectionSettings {
  const { connectionOptions, namespace } = load(place);
  const configured = connectionOptions.address === '' ? undefined : connectionOptions.address;
  return {
    ...reached(place.address ?? configured, place),
    namespace: place.namespace ?? namespace ?? 'default',
    connection: connectionOf(connectionOptions),
  };
}

function reached(address: string | undefined, { env }: TemporalPlace): Pick<ConnectionSettings, 'address' | 'proxy'> {
  if (address === undefined) return { address };
  requireAddress(address);
  return { address, proxy: proxyTo(address, env ?? processVariables()) };
}

function connectionOf({ tls, apiKey, metadata }: Loaded['connectionOptions']): ConnectionSettings['connection'] {
  if (typeof apiKey === 'string') requireSendable(apiKey);
  return {
    ...(tls === undefined || tls === null ? {} : { tls }),
    ...(typeof apiKey === 'string' ? { apiKey } : {}),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** With a scheme or a path the library looks for a host of that name. */
function requireAddress(address: string): void {
  const bare = address.replace(/^[a-z][a-z\d+.-]*:\/\//i, '').replace(/\/.*$/, '');
  if (bare === address) return;
  throw new ClientError(
    'TEMPORAL_MISCONFIGURED',
    `${address} is no address of Temporal: it is written without a scheme and a path.`,
    `Write ${bare === '' ? 'host:port' : bare}; TLS is switched on by TEMPORAL_TLS=true.`,
  );
}

/** The library that sends it would quote one that it cannot send. */
function requireSendable(apiKey: string): void {
  if (/^[ -~]*$/.test(apiKey)) return;
  throw new ClientError(
    'TEMPORAL_MISCONFIGURED',
    'The API key of Temporal holds characters that cannot be sent, perhaps a line break at its end.',
    'Correct TEMPORAL_API_KEY, or api_key in the profile.',
  );
}

type Loaded = ReturnType<typeof loadClientConnectConfig>;

function load(place: TemporalPlace): Loaded {
  try {
    return loadFrom(place);
  } catch (error) {
    // Nobody named a file, and there is none that this user could have: a home that is not theirs, or no folder.
    if (isOutOfReach(error) && !namesFile(place)) return loadFrom(place, { disableFile: true });
    throw new ClientError(
      'TEMPORAL_MISCONFIGURED',
      `The Temporal configuration cannot be read: ${reasonOf(error, place.env?.['TEMPORAL_CONFIG_FILE'])}`,
      'Correct --profile, the TEMPORAL_* variables, or the profile file that they name.',
    );
  }
}

function loadFrom({ profile, env }: TemporalPlace, how: { readonly disableFile?: boolean } = {}): Loaded {
  return loadClientConnectConfig({
    ...how,
    ...(profile === undefined ? {} : { profile }),
    ...(env === undefined ? {} : { overrideEnvVars: { ...env } }),
  });
}

function isOutOfReach(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EACCES', 'ENOTDIR', 'EPERM'].includes(String(error.code));
}

function namesFile({ profile, env }: TemporalPlace): boolean {
  const variables = env ?? processVariables();
  const said = [profile, variables['TEMPORAL_PROFILE'], variables['TEMPORAL_CONFIG_FILE']];
  return said.some((name) => name !== undefined && name !== '');
}

const Located = z.object({ line: z.int() });
const harmless = /^(Profile '.*' not found|Cannot specify both )/;

/** Most messages may quote the file, and so an API key; those that are told cannot. */
function reasonOf(error: unknown, file = 'the profile file'): string {
  const place = Located.safeParse(error);
  if (place.success) return `line ${place.data.line} of ${file} is not valid TOML.`;
  if (!(error instanceof Error)) return 'unknown reason';
  if (harmless.test(error.message) || 'syscall' in error) return error.message;
  return `${file} or a variable has a setting that is not of its kind.`;
}

/** The proxy that the environment names for a Temporal server, if any. Throws `ClientError` TEMPORAL_MISCONFIGURED. */
function proxyTo(address: string, variables: Readonly<Record<string, string | undefined>>): URL | undefined {
  const [, host = '', port = '7233'] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
  try {
    const proxy = environmentProxy(variables)({ scheme: 'grpc', host, port: Number(port) });
    if (proxy?.protocol !== 'https:') return proxy;
    throw new ProxyError('EPROXYNAME', 'gRPC reaches a proxy over plain http:// alone');
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error;
    const remedy = 'Correct grpc_proxy or https_proxy, or name the host of Temporal in no_proxy.';
    throw new ClientError('TEMPORAL_MISCONFIGURED', `The way to Temporal is not usable: ${error.message}.`, remedy);
  }
}
