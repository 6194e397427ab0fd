import { once } from 'node:events';
import { connect } from 'node:tls';
import type { X509Certificate } from 'node:crypto';
import { classify } from './classify';
import { withDeadline } from './deadline';
import { HttpError } from './http-error';
import { chainOf } from './server-chain';
import { assertUsable, type TlsIdentity } from './tls-identity';

/**
 * Shakes hands with the server of a base URL and hangs up; no request is sent. Answers the
 * server's certificate and those that vouch for it, as far as they are known. Throws `HttpError`; when `signal` aborts, its reason.
 */
export async function probeTls(
  baseUrl: string,
  tls: TlsIdentity,
  signal?: AbortSignal,
): Promise<readonly X509Certificate[]> {
  assertUsable(tls);
  const { hostname, port } = new URL(baseUrl);
  const socket = connect({
    host: hostname,
    port: port === '' ? 443 : Number(port),
    ...(/^[\d.:[\]]+$/.test(hostname) ? {} : { servername: hostname }),
    ...(tls.ca === undefined ? {} : { ca: tls.ca.open() }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  });
  try {
    await withDeadline(probeMs, signal, (limit) => once(socket, 'secureConnect', { signal: limit }));
    const chain = chainOf(socket);
    if (chain.length === 0) throw new HttpError('tls', { code: 'NO_CERTIFICATE' });
    return chain;
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof HttpError ? error : classifyProbe(error);
  } finally {
    socket.destroy();
  }
}

const probeMs = 5_000;

function classifyProbe(error: unknown): HttpError {
  const isDeadline = error instanceof Error && error.name === 'AbortError';
  return isDeadline ? new HttpError('timeout') : classify(error);
}
