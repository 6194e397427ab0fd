import { describeReference, type SecretReference } from '../../domain/tenant/secret-reference';
import type { CertificateWatch } from '../../http/certificate-watch';
import type { Clock } from '../../http/clock';
import { createHttpClient, type HttpClient, type PageAnswer } from '../../http/client';
import type { HttpRequest } from '../../http/request';
import { HttpError } from '../../http/http-error';
import type { Pace } from '../../http/pace';
import type { TargetWatch } from '../../http/request-watch';
import type { Secret } from '../../http/secret';
import type { OnServer } from '../../http/server-chain';
import type { TlsIdentity } from '../../http/tls-identity';
import { type ChooseProxy, oneProxy, ProxyError } from '../../proxy/choose-proxy';
import { TargetError } from '../contract/target';
import type { ProxySetting } from './proxy-setting';
import { fromHttpError } from './refusal';
import { createSharedValue } from './shared-value';

/** Opens a reference. Throws when there is nothing to open. */
export type OpenSecret = (reference: SecretReference) => Promise<Secret>;

/** A request with its name in words: `create user`. */
export type Call = HttpRequest & { readonly what: string };

/** A service of a target over HTTPS. */
export interface Service {
  /** Sends a call, once; any status but a redirect is an answer. Throws `TargetError`; when `signal` aborts, its reason. */
  send(call: Call, signal?: AbortSignal): Promise<PageAnswer>;
}

/** Whom a service must be certified by (else the public CAs), and the certificate presented to it. */
export interface ServiceTls {
  readonly ca?: SecretReference;
  readonly certificate?: { readonly cert: SecretReference; readonly key: SecretReference };
}

export interface ServicePlace extends ServiceTls {
  readonly baseUrl: string;
  /** The proxy on the way: its address, or a reference to it, for it may hold a password. */
  readonly proxy?: ProxySetting | undefined;
}

/** What all services of an instance share. */
export interface ServiceSurroundings {
  readonly openSecret: OpenSecret;
  readonly pace: Pace;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** The largest answer that is read; by default what `createHttpClient` reads. */
  readonly maxAnswerBytes?: number;
  /** Sees the servers' certificates. */
  readonly certificates?: CertificateWatch | undefined;
  /** Sees the requests. */
  readonly requests?: TargetWatch | undefined;
}

interface Connection {
  readonly client: HttpClient;
  readonly identity: TlsIdentity;
}

/**
 * A service whose certificates are opened at the first call, and opened again after a failed TLS handshake: they may
 * have been renewed. If they have, the call is sent once more with the new ones; no server has read it yet.
 */
export function createService(place: ServicePlace, surroundings: ServiceSurroundings): Service {
  const { openSecret, certificates, ...rest } = surroundings;
  const { baseUrl } = place;
  const connection = createSharedValue<Connection>(async () => {
    const identity = await openIdentity(place, openSecret);
    const onServer: OnServer = (chain) => certificates?.see(`server certificate of ${baseUrl}`, chain);
    const proxy = await openProxy(place, openSecret);
    return { identity, client: createHttpClient({ ...rest, baseUrl, tls: identity, proxy, onServer }) };
  });

  async function sendWithRenewed(request: HttpRequest, signal: AbortSignal | undefined): Promise<PageAnswer> {
    const used = await connection.get(signal);
    try {
      return await used.client.request(request, signal);
    } catch (error) {
      if (!isTls(error)) throw error;
      connection.drop(used);
      const next = await connection.get(signal);
      if (textOf(next.identity) === textOf(used.identity)) throw error;
      return await next.client.request(request, signal);
    }
  }

  return {
    async send({ what, ...request }, signal) {
      try {
        return await sendWithRenewed(request, signal);
      } catch (error) {
        throw fromHttpError(what, error);
      }
    },
  };
}

function isTls(error: unknown): boolean {
  return error instanceof HttpError && error.kind === 'tls';
}

function textOf({ ca, certificate }: TlsIdentity): string {
  return [ca, certificate?.cert, certificate?.key].map((pem) => pem?.open() ?? '').join('\n');
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

/** The way to a service, if its settings name one. Throws TARGET_MISCONFIGURED. */
export async function openProxy({ proxy }: ServicePlace, openSecret: OpenSecret): Promise<ChooseProxy | undefined> {
  if (proxy === undefined) return undefined;
  const text = typeof proxy === 'string' ? proxy : (await openNamed('proxy', proxy, openSecret)).open();
  try {
    return oneProxy(text);
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error;
    throw new TargetError('TARGET_MISCONFIGURED', `open proxy: ${error.message}`);
  }
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
