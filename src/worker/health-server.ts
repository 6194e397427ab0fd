import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `/healthz` (the process answers) and `/readyz` (200 while `ready` says so, else 503) over HTTP. */
export async function startHealthServer(host: string, port: number, ready: () => boolean): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const status = statusOf(request.url ?? '', ready);
    response.writeHead(status, { 'content-type': 'text/plain' });
    response.end(status === 200 ? 'ok\n' : status === 503 ? 'not ready\n' : 'not found\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: boundPort(server.address()),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function statusOf(path: string, ready: () => boolean): number {
  if (path === '/healthz') return 200;
  if (path === '/readyz') return ready() ? 200 : 503;
  return 404;
}

function boundPort(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
