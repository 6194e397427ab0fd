import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
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
  readonly connection: Pick<ConnectionOptions, 'tls' | 'metadata'> & { readonly apiKey?: string };
}

/** Reads where Temporal is and how to connect. Throws `ClientError` TEMPORAL_MISCONFIGURED: a profile or certificate file that cannot be read. */
export function connectionSettings(place: TemporalPlace): ConnectionSettings {
  const { connectionOptions, namespace } = load(place);
  const { tls, apiKey, metadata } = connectionOptions;
  const configured = connectionOptions.address === '' ? undefined : connectionOptions.address;
  return {
    address: place.address ?? configured,
    namespace: place.namespace ?? namespace ?? 'default',
    connection: {
      ...(tls === undefined || tls === null ? {} : { tls }),
      ...(typeof apiKey === 'string' ? { apiKey } : {}),
      ...(metadata === undefined ? {} : { metadata }),
    },
  };
}

function load({ profile, env }: TemporalPlace): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig({
      ...(profile === undefined ? {} : { profile }),
      ...(env === undefined ? {} : { overrideEnvVars: { ...env } }),
    });
  } catch (error) {
    throw new ClientError(
      'TEMPORAL_MISCONFIGURED',
      `The Temporal configuration cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}`,
      'Correct --profile, the TEMPORAL_* variables, or the profile file that they name.',
    );
  }
}
