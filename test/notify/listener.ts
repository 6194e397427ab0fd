import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { IssuedCertificate } from '../http/server/authority';

export interface Notice {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** What the listener answers; `nothing` closes the connection. */
export type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

/** A receiver of notices on a free port of 127.0.0.1. */
export interface Listener {
  readonly url: string;
  readonly port: number;
  /** What was posted, in order. */
  readonly notices: readonly Notice[];
  close(): Promise<void>;
}

/** `answer` gets how many notices there were before. */
export async function startListener(
  answer: (before: number) => Answer | 'nothing' = () => ({ status: 204 }),
  identity?: IssuedCertificate,
): Promise<Listener> {
  const notices: Notice[] = [];
  const listen: RequestListener = (request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      const said = answer(notices.length);
      const { method = '', url: path = '', headers } = request;
      notices.push({ method, path, headers, text });
      if (said === 'nothing') request.socket.destroy();
      else response.writeHead(said.status, said.headers ?? {}).end(said.body);
    });
  };
  const server = identity === undefined ? createServer(listen) : createHttpsServer(identity, listen);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return {
    url: `${identity === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`,
    port: address.port,
    notices,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
