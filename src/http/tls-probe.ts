import { once } from 'node:events';
import { connect } from 'node:tls';
import type { X509Certificate } from 'node:crypto';
import type { ChooseProxy } from '../proxy/choose-proxy';
import { openTunnel } from '../proxy/tunnel-agent';
import { classify } from './classify';
import { withDeadline } from './deadline';
import { HttpError } from './http-error';
import { chainOf } from './server-chain';
import { assertUsable, type TlsIdentity } from './tls-identity';

/** What a handshake is made with, and the proxy on the way, if any. */
export type ProbeTls = TlsIdentity & { readonly proxy?: ChooseProxy | undefined };

/**
 * Shakes hands with the server of a base URL and hangs up; no request is sent. Answers the
 * server's certificate and those that vouch for it, as far as they are known. Throws `HttpError`; when `signal` aborts, its reason.
 */
export async function probeTls(
  baseUrl: string,
  tls: ProbeTls,
  signal?: AbortSignal,
): Promise<readonly X509Certificate[]> {
  assertUsable(tls);
  try {
    return await withDeadline(probeMs, signal, (limit) => shakeHands(baseUrl, tls, limit));
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof HttpError ? error : classifyProbe(error);
  }
}

async function shakeHands(baseUrl: string, tls: ProbeTls, limit: AbortSignal): Promise<readonly X509Certificate[]> {
  const { hostname, port: named } = new URL(baseUrl);
  const end = { host: hostname, port: named === '' ? 443 : Number(named) };
  const proxy = tls.proxy?.({ scheme: 'https', ...end });
  const socket = connect({
    ...(proxy === undefined ? end : { socket: await openTunnel(proxy, end) }),
    ...(/^[\d.:[\]]+$/.test(hostname) ? {} : { servername: hostname }),
    ...(tls.ca === undefined ? {} : { ca: tls.ca.open() }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  });
  try {
    await once(socket, 'secureConnect', { signal: limit });
    const chain = chainOf(socket);
    if (chain.length === 0) throw new HttpError('tls', { code: 'NO_CERTIFICATE' });
    return chain;
  } finally {
    socket.destroy();
  }
}

const probeMs = 5_000;

function classifyProbe(error: unknown): HttpError {
  const isDeadline = error instanceof Error && error.name === 'AbortError';
  return isDeadline ? new HttpError('timeout') : classify(error);
}
