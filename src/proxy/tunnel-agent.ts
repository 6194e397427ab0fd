import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions, request as httpsRequest, type RequestOptions } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ChooseProxy, proxyAddress, ProxyError, proxyLogin } from './choose-proxy';

type Made = (error: Error | null, socket: Duplex) => void;
interface End {
  readonly host: string;
  readonly port: number;
}

const answerMs = 10_000;

/** An agent for https that goes through the proxy that is chosen for each destination, if any: CONNECT (RFC 9110, 9.3.6). */
export class TunnelAgent extends HttpsAgent {
  readonly #choose: ChooseProxy;

  constructor(choose: ChooseProxy, options: AgentOptions = {}) {
    super(options);
    this.#choose = choose;
  }

  override createConnection(options: RequestOptions, made?: Made): Duplex | null | undefined {
    const end = { host: options.host ?? 'localhost', port: Number(options.port ?? 443) };
    const connect = async (): Promise<Duplex> => {
      const proxy = this.#choose({ scheme: 'https', ...end });
      const socket = proxy === undefined ? {} : { socket: await openTunnel(proxy, end) };
      return super.createConnection({ ...options, ...socket }) ?? new Socket();
    };
    connect().then(
      (socket) => made?.(null, socket),
      // By its type it wants a socket beside an error, too.
      (error: Error) => made?.(error, new Socket()),
    );
    return undefined;
  }
}

/** An agent for plain http that asks the proxy, if any, for the whole address (RFC 9112, 3.2.2). */
export class ForwardAgent extends HttpAgent {
  readonly #choose: ChooseProxy;

  constructor(choose: ChooseProxy) {
    super({ keepAlive: true });
    this.#choose = choose;
  }

  override createConnection(options: RequestOptions, made?: Made): Duplex | null | undefined {
    const proxy = this.#proxyTo(options);
    if (proxy === undefined) return super.createConnection(options, made);
    return super.createConnection({ ...options, ...endOf(proxy) }, made);
  }

  /** Node calls this with a request that is to be sent, before its head is written. */
  addRequest(request: ClientRequest, options: RequestOptions): void {
    const proxy = this.#proxyTo(options);
    if (proxy !== undefined) {
      request.path = `http://${options.host ?? ''}:${options.port ?? 80}${request.path}`;
      for (const [name, value] of Object.entries(loginHeaders(proxy))) request.setHeader(name, value);
    }
    const add: unknown = Reflect.get(HttpAgent.prototype, 'addRequest');
    if (typeof add === 'function') Reflect.apply(add, this, [request, options]);
  }

  #proxyTo({ host, port }: RequestOptions): URL | undefined {
    return this.#choose({ scheme: 'http', host: host ?? 'localhost', port: Number(port ?? 80) });
  }
}

/** A connection to `end` through the proxy. Throws `ProxyError`, or the system's error. */
export async function openTunnel(proxy: URL, end: End): Promise<Socket> {
  const path = `${end.host.includes(':') ? `[${end.host}]` : end.host}:${end.port}`;
  const send = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  const limit = AbortSignal.timeout(answerMs);
  const request = send({
    ...endOf(proxy),
    ...{ method: 'CONNECT', path, agent: false, signal: limit },
    headers: { host: path, ...loginHeaders(proxy) },
  });
  try {
    return await connected(request);
  } catch (error) {
    if (!limit.aborted) throw error;
    throw new ProxyError('EPROXYSILENT', `the proxy ${proxyAddress(proxy)} did not answer in time`);
  }
}

function connected(request: ClientRequest): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const refuse = (answer: IncomingMessage): void => {
      request.destroy();
      reject(answered(answer));
    };
    request.once('error', reject);
    // Some proxies answer as if they had been asked for something else.
    request.once('response', refuse);
    request.once('connect', (answer: IncomingMessage, socket: Socket) => {
      if (answer.statusCode === 200) return resolve(socket);
      socket.destroy();
      return refuse(answer);
    });
    request.end();
  });
}

function answered({ statusCode = 0 }: IncomingMessage): ProxyError {
  return new ProxyError(`PROXY_ANSWERED_${statusCode}`, `the proxy answered ${statusCode}`);
}

function endOf(proxy: URL): End {
  const { hostname, port } = new URL(`http://${proxyAddress(proxy)}`);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port === '' ? 80 : port) };
}

function loginHeaders(proxy: URL): Readonly<Record<string, string>> {
  const login = proxyLogin(proxy);
  if (login === undefined) return {};
  const text = Buffer.from(`${login.username}:${login.password}`).toString('base64');
  return { 'proxy-authorization': `Basic ${text}` };
}
