import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import type { X509Certificate } from 'node:crypto';
import { classify } from './classify';
import { withDeadline } from './deadline';
import { HttpError } from './http-error';
import { assertUsable, type TlsIdentity } from './tls-identity';

/**
 * Shakes hands with the server of a base URL and hangs up; no request is sent. Answers the server's certificate.
 * Throws `HttpError`; when `signal` aborts, its reason.
 */
export async function probeTls(baseUrl: string, tls: TlsIdentity, signal?: AbortSignal): Promise<X509Certificate> {
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
    return certificateOf(socket);
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof HttpError ? error : classifyProbe(error);
  } finally {
    socket.destroy();
  }
}

const probeMs = 5_000;

function certificateOf(socket: TLSSocket): X509Certificate {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw new HttpError('tls', { code: 'NO_CERTIFICATE' });
  return certificate;
}

function classifyProbe(error: unknown): HttpError {
  const isDeadline = error instanceof Error && error.name === 'AbortError';
  return isDeadline ? new HttpError('timeout') : classify(error);
}
