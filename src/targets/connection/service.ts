import { describeReference, type SecretReference } from '../../domain/secret-reference';
import type { Clock } from '../../http/clock';
import { createHttpClient, type HttpAnswer, type HttpClient, type HttpRequest } from '../../http/client';
import { HttpError } from '../../http/http-error';
import type { Pace } from '../../http/pace';
import type { Secret } from '../../http/secret';
import type { TlsIdentity } from '../../http/tls-identity';
import { TargetError } from '../target';
import { fromHttpError } from './refusal';
import { createSharedValue } from './shared-value';

/** Opens a reference. Throws when there is nothing to open. */
export type OpenSecret = (reference: SecretReference) => Promise<Secret>;

/** A request with its name in words: `create user`. */
export type Call = HttpRequest & { readonly what: string };

/** A service of a target over HTTPS. */
export interface Service {
  /** Sends a call, once; any status but a redirect is an answer. Throws `TargetError`; when `signal` aborts, its reason. */
  send(call: Call, signal?: AbortSignal): Promise<HttpAnswer>;
}

/** Whom a service must be certified by (else the public CAs), and the certificate presented to it. */
export interface ServiceTls {
  readonly ca?: SecretReference;
  readonly certificate?: { readonly cert: SecretReference; readonly key: SecretReference };
}

export interface ServicePlace extends ServiceTls {
  readonly baseUrl: string;
}

/** What all services of an instance share. */
export interface ServiceSurroundings {
  readonly openSecret: OpenSecret;
  readonly pace: Pace;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** The largest answer that is read; by default what `createHttpClient` reads. */
  readonly maxAnswerBytes?: number;
}

/**
 * A service whose certificates are opened at the first call, and opened again at the next call after a failed TLS
 * handshake: they may have been renewed.
 */
export function createService(place: ServicePlace, surroundings: ServiceSurroundings): Service {
  const { openSecret, ...manner } = surroundings;
  const client = createSharedValue<HttpClient>(async () => {
    const tls = await openIdentity(place, openSecret);
    return createHttpClient({ baseUrl: place.baseUrl, tls, ...manner });
  });

  return {
    async send({ what, ...request }, signal) {
      let used: HttpClient | undefined;
      try {
        used = await client.get(signal);
        return await used.request(request, signal);
      } catch (error) {
        if (used !== undefined && error instanceof HttpError && error.kind === 'tls') client.drop(used);
        throw fromHttpError(what, error);
      }
    },
  };
}

/** The CA and client certificate of a service, opened. */
export async function openIdentity(place: ServicePlace, openSecret: OpenSecret): Promise<TlsIdentity> {
  const { ca, certificate } = place;
  return {
    ...(ca === undefined ? {} : { ca: await openNamed('CA', ca, openSecret) }),
    ...(certificate === undefined
      ? {}
      : {
          certificate: {
            cert: await openNamed('client certificate', certificate.cert, openSecret),
            key: await openNamed('client key', certificate.key, openSecret),
          },
        }),
  };
}

/** Opens a reference. Throws TARGET_MISCONFIGURED with the reference in words, unless the opener knows better. */
export async function openNamed(what: string, reference: SecretReference, openSecret: OpenSecret): Promise<Secret> {
  try {
    return await openSecret(reference);
  } catch (error) {
    if (error instanceof TargetError) throw error;
    if (error instanceof HttpError) throw fromHttpError(`open ${what}`, error);
    throw new TargetError('TARGET_MISCONFIGURED', `open ${what}: ${describeReference(reference)} cannot be opened`);
  }
}
