import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { type Authority, createAuthority, type IssuedCertificate } from '../http/server/authority';
import { type HttpsServer, sendJson, startHttpsServer } from '../http/server/https-server';

/** A Kubernetes API with one secret, for whoever has the token or a client certificate of its authority. */
export interface Cluster {
  readonly server: HttpsServer;
  readonly authority: Authority;
  readonly client: IssuedCertificate;
}

export const token = 'canary-token';

/** What it holds, and how a configuration names it. */
export const password = 'canary-password';
export const reference = { kubernetes: { namespace: 'mas', secret: 'superuser', key: 'password' } };

const path = '/api/v1/namespaces/mas/secrets/superuser';

/** `names`: what the server's certificate is for; `days`: how long certificates last. */
export async function startCluster(
  names: readonly string[] = ['127.0.0.1'],
  days = { client: 90, server: 90 },
): Promise<Cluster> {
  const authority = createAuthority('cluster');
  const identity = {
    ...authority.issue(names, days.server),
    ca: authority.ca,
    requestCert: true,
    rejectUnauthorized: false,
  };
  const server = await startHttpsServer(identity, (request, response) => {
    if (!isKnown(request)) return sendJson(response, 401, { kind: 'Status', code: 401 });
    if (request.url !== path) return sendJson(response, 404, { kind: 'Status', code: 404 });
    return sendJson(response, 200, { kind: 'Secret', data: { password: Buffer.from(password).toString('base64') } });
  });
  return { server, authority, client: authority.issue(['client'], days.client) };
}

function isKnown({ headers, socket }: IncomingMessage): boolean {
  return headers.authorization === `Bearer ${token}` || (socket instanceof TLSSocket && socket.authorized);
}

/** A kubeconfig for it with one context, `here`. */
export function kubeconfigOf(cluster: Cluster, user: object, more: object = {}): object {
  const ca = { 'certificate-authority-data': Buffer.from(cluster.authority.ca).toString('base64') };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: cluster.server.url, ...ca, ...more } }],
    users: [{ name: 'u', user }],
  };
}
