import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import { connect, type Socket } from 'node:net';

/** A proxy that writes down what it is asked for, and leads every name to this machine. */
export interface LoggingProxy {
  readonly url: string;
  /** `CONNECT host:port`, or `METHOD http://…`, in the order in which they came. */
  readonly seen: readonly string[];
  /** What it was shown as a log-in, decoded. */
  readonly logins: readonly string[];
  close(): Promise<void>;
}

/** `status`: what it answers in place of going on. */
export async function startLoggingProxy(status?: number): Promise<LoggingProxy> {
  const seen: string[] = [];
  const logins: string[] = [];
  const sockets = new Set<Socket>();
  const note = (line: string, login = ''): void => {
    seen.push(line);
    if (login !== '') logins.push(Buffer.from(login.replace('Basic ', ''), 'base64').toString());
  };
  const server = createServer((request, response) => {
    note(`${request.method} ${request.url}`, request.headers['proxy-authorization']);
    const { port, pathname, search } = new URL(request.url ?? '');
    const { method, headers } = request;
    const onward = ask({ host: '127.0.0.1', port, path: `${pathname}${search}`, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', (request, near: Socket) => {
    note(`CONNECT ${request.url}`, request.headers['proxy-authorization']);
    if (status !== undefined) return near.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const far = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.pipe(near).pipe(far);
    });
    far.on('error', () => near.destroy());
    near.on('error', () => undefined).on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    return near;
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    logins,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
