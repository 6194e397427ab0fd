import { X509Certificate } from 'node:crypto';
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls';

export type OnServer = (chain: readonly X509Certificate[]) => void;

/** The server's certificate and those that vouch for it, up to the root if that is known; empty when the socket is closed. */
export function chainOf(socket: TLSSocket): readonly X509Certificate[] {
  const raws = new Map<string, Buffer>();
  // Node's types promise more than a closed socket has; and a root vouches for itself.
  let link: Partial<DetailedPeerCertificate> | null | undefined = socket.getPeerCertificate(true);
  while (link?.raw !== undefined && link.fingerprint256 !== undefined && !raws.has(link.fingerprint256)) {
    raws.set(link.fingerprint256, link.raw);
    link = link.issuerCertificate;
  }
  return [...raws.values()].map((raw) => new X509Certificate(raw));
}

/** Passes on the chain of each connection once; is given the request that an answer came to. */
export function createServerWatch(onServer: OnServer | undefined): (request: unknown) => void {
  const seen = new WeakSet<TLSSocket>();
  return (request) => {
    if (onServer === undefined || typeof request !== 'object' || request === null || !('socket' in request)) return;
    const { socket } = request;
    if (!(socket instanceof TLSSocket) || seen.has(socket)) return;
    seen.add(socket);
    const chain = chainOf(socket);
    if (chain.length > 0) onServer(chain);
  };
}
