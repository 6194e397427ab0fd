import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import type { Simulator } from '../../simulator/start';

export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** How many pieces the body came in. */
  readonly pieces: number;
  readonly resumed: boolean;
  json(): unknown;
}

export interface Caller {
  call(sent: Sent): Promise<Got>;
  close(): void;
}

export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** An HTTPS client that trusts the simulator's authority, with or without a client certificate. */
export async function createCaller(
  simulator: Pick<Simulator, 'port' | 'certDir'>,
  options: { identity?: Identity; keepAlive?: boolean } = {},
): Promise<Caller> {
  const ca = await readFile(join(simulator.certDir, 'ca.crt'), 'utf8');
  const agent = new Agent({ ca, keepAlive: options.keepAlive ?? true, ...options.identity });
  return {
    call: (sent) => send(agent, simulator.port, sent),
    close: () => agent.destroy(),
  };
}

export async function clientIdentity({ certDir }: Pick<Simulator, 'certDir'>): Promise<Identity> {
  const [cert, key] = await Promise.all([
    readFile(join(certDir, 'client.crt'), 'utf8'),
    readFile(join(certDir, 'client.key'), 'utf8'),
  ]);
  return { cert, key };
}

function send(agent: Agent, port: number, sent: Sent): Promise<Got> {
  const payload = sent.text ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  const type = payload === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        path: sent.path,
        method: sent.method ?? 'GET',
        headers: { ...type, ...sent.headers },
      },
      (incoming) => {
        const pieces: string[] = [];
        const resumed = incoming.socket instanceof TLSSocket && incoming.socket.isSessionReused();
        incoming.setEncoding('utf8');
        incoming.on('data', (piece: string) => pieces.push(piece));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = pieces.join('');
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text,
            pieces: pieces.length,
            resumed,
            json: (): unknown => JSON.parse(text),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}
