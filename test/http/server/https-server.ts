import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { IssuedCertificate } from './authority';

export interface HttpsServer {
  readonly url: string;
  readonly port: number;
  /** Requests whose head arrived. */
  readonly seen: readonly SeenRequest[];
  /** TLS connections that were made. */
  connections(): number;
  close(): Promise<void>;
}

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A real HTTPS server on a free port of 127.0.0.1. */
export async function startHttpsServer(
  identity: IssuedCertificate & {
    readonly ca?: string;
    readonly requestCert?: boolean;
    /** `false`: the handler judges the client certificate. */
    readonly rejectUnauthorized?: boolean;
  },
  handler: Handler,
): Promise<HttpsServer> {
  const seen: SeenRequest[] = [];
  let connections = 0;
  const server = createServer(identity, (request, response) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers });
    // A caller that was cut off is no reason for the server to die.
    response.on('error', () => undefined);
    handler(request, response);
  });
  server.on('secureConnection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return {
    url: `https://127.0.0.1:${address.port}`,
    port: address.port,
    seen,
    connections: () => connections,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
