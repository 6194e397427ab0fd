import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as sendPlain } from 'node:http';
import { type Agent, request as sendRequest, type RequestOptions } from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import type { ChooseProxy } from '../proxy/choose-proxy';
import { TunnelAgent } from '../proxy/tunnel-agent';
import { classify } from './classify';
import { systemClock, type Clock } from './clock';
import { withDeadline } from './deadline';
import { HttpError, type HttpErrorKind } from './http-error';
import { type NextPage, nextPageOf } from './headers/next-page';
import type { Pace, Turn, TurnEnd } from './pace';
import type { HttpAnswer, HttpRequest } from './request';
import { requestPath } from './request-path';
import type { TargetWatch } from './request-watch';
import { parseRetryAfter } from './headers/retry-after';
import { Secret } from './secret';
import { createServerWatch, type OnServer } from './server-chain';
import { assertUsable, type TlsIdentity } from './tls-identity';

/** An answer that may be a page of a list: `nextPage` is absent in the last one. */
export interface PageAnswer extends HttpAnswer {
  readonly nextPage?: NextPage;
}

export interface HttpClient {
  /**
   * Sends one request, once. Any status but a redirect is an answer. Throws `HttpError`; when `signal` aborts, its reason.
   */
  request(request: HttpRequest, signal?: AbortSignal): Promise<PageAnswer>;
  /** Closes the connections. */
  close(): void;
}

export interface HttpClientOptions {
  readonly baseUrl: string;
  readonly tls?: TlsIdentity;
  /** The name that the server's certificate is checked against, when it is not the address's. */
  readonly serverName?: string | undefined;
  /** The proxy on the way, if any; none by default, whatever the environment says. */
  readonly proxy?: ChooseProxy | undefined;
  /** Is given the certificates of each connection that an answer came over, the server's own first. */
  readonly onServer?: OnServer | undefined;
  /** How long a request may take in all, the wait for its turn included. */
  readonly timeoutMs?: number;
  readonly pace?: Pace;
  /** Sees every request that is sent, and the waits before. */
  readonly requests?: TargetWatch | undefined;
  /** The largest answer that is read, unpacked; 5 MiB by default. */
  readonly maxAnswerBytes?: number;
  readonly clock?: Clock;
}

const defaultTimeoutMs = 10_000;
const mebibyte = 1024 * 1024;
/** How long the body of a refusal is waited for: what it says besides its status is not worth a whole request's time. */
const refusalBodyMs = 2_000;
const pausingStatuses: readonly number[] = [408, 425, 429, 503];

/** A client bound to one base URL and one TLS identity. Throws `HttpError` (tls) when the identity is not usable. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { pace, requests, timeoutMs = defaultTimeoutMs, clock = systemClock } = options;
  const agent = createAgent(options);
  const transport = createTransport(options, agent);
  const watchServer = createServerWatch(options.onServer);

  return {
    async request(request, signal) {
      const url = requestPath(request.path, request.parts, request.query);
      // At least half of the time stays for the request itself: one cut short may have been carried out.
      const turn = await pace?.enter(timeoutMs / 2, signal);
      if (turn !== undefined) requests?.waited(turn);
      const leftMs = timeoutMs - (turn?.waitedMs ?? 0);
      const go = () => inTurn(turn, () => send(transport, { ...request, url, leftMs }, signal));
      const response = await (requests === undefined ? go() : requests.watch(request, go));
      watchServer(response.request);
      const answer = toAnswer(response, clock.date());
      if (pausingStatuses.includes(answer.status)) noteBusy(options, answer);
      return { ...answer, ...nextPageOf(response.headers['link'], options.baseUrl, url) };
    },
    close: () => agent.destroy(),
  };
}

function noteBusy({ pace, requests }: HttpClientOptions, { retryAfterMs = 0 }: HttpAnswer): void {
  pace?.hold(retryAfterMs);
  requests?.paused();
}

const unanswered: readonly HttpErrorKind[] = ['refused', 'dns', 'timeout', 'reset', 'network'];

async function inTurn<T>(turn: Turn | undefined, send: () => Promise<T>): Promise<T> {
  let end: TurnEnd = 'given-up';
  try {
    const response = await send();
    end = 'answered';
    return response;
  } catch (error) {
    if (error instanceof HttpError && error.kind !== 'unsendable') {
      end = unanswered.includes(error.kind) ? 'unanswered' : 'answered';
    }
    throw error;
  } finally {
    turn?.over(end);
  }
}

// As many connections as there are requests: what bounds those, bounds these.
function createAgent({ tls = {}, serverName, proxy = () => undefined }: HttpClientOptions): Agent {
  assertUsable(tls);
  return new TunnelAgent(proxy, {
    ...(tls.ca === undefined ? {} : { ca: tls.ca.open() }),
    ...(tls.certificate === undefined ? {} : { cert: tls.certificate.cert.open(), key: tls.certificate.key.open() }),
    ...(serverName === undefined ? {} : { servername: serverName }),
    keepAlive: true,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  });
}

function createTransport(options: HttpClientOptions, httpsAgent: Agent): AxiosInstance {
  const { baseUrl: baseURL, maxAnswerBytes = 5 * mebibyte } = options;
  return axios.create({
    adapter: 'http',
    baseURL,
    allowAbsoluteUrls: false,
    httpsAgent,
    proxy: false,
    maxRedirects: 0,
    maxContentLength: maxAnswerBytes,
    maxBodyLength: mebibyte,
    responseType: 'json',
    transitional: { silentJSONParsing: false },
    validateStatus: () => true,
  });
}

/** What an answer says before its body. */
interface AnswerHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly request: ClientRequest;
}

interface HeadWatch {
  /** What axios sends with, in place of Node's own module. */
  readonly transport: object;
  /** The head of the answer, once it is there. */
  readonly head: () => AnswerHead | undefined;
}

/** Sends as Node does, and keeps the head of the answer: axios forgets it when something is wrong with the body. */
function watchHead(onHead: (head: AnswerHead) => void): HeadWatch {
  let found: AnswerHead | undefined;
  const send = (options: RequestOptions, answered: (message: IncomingMessage) => void): ClientRequest => {
    // A receiver of notices on this machine may speak plain HTTP.
    const begin = options.protocol === 'http:' ? sendPlain : sendRequest;
    const sent = begin(options, (message) => {
      found = { status: message.statusCode ?? 0, headers: message.headers, request: sent };
      onHead(found);
      answered(message);
    });
    return sent;
  };
  return { transport: { request: send }, head: () => found };
}

type PreparedRequest = HttpRequest & { readonly url: string; readonly leftMs: number };
type OpenRequest = PreparedRequest & Pick<HeadWatch, 'transport'> & { readonly headers: Record<string, string> };
type Received = AnswerHead & { readonly data: unknown };

/** An error answer or a redirect counts by its status, whatever becomes of its body. */
async function send(
  transport: AxiosInstance,
  request: PreparedRequest,
  outer: AbortSignal | undefined,
): Promise<Received> {
  const type = typeof request.body === 'string' ? { 'content-type': 'application/json' } : {};
  const headers = openHeaders({ ...type, ...request.headers });
  const enough = new AbortController();
  let patience: NodeJS.Timeout | undefined;
  const watch = watchHead(({ status }) => {
    if (status >= 300) patience = setTimeout(() => enough.abort(), refusalBodyMs);
  });
  let data: unknown;
  try {
    data = await bodyOf(transport, { ...request, headers, transport: watch.transport }, [outer, enough.signal]);
  } catch (error) {
    outer?.throwIfAborted();
    if ((watch.head()?.status ?? 0) < 300) throw classify(error);
  } finally {
    clearTimeout(patience);
  }
  const head = watch.head();
  if (head === undefined) throw new HttpError('protocol');
  return { ...head, data };
}

// axios would send a text as it is, and as a form.
function asJson(body: HttpRequest['body']): object | string | undefined {
  return typeof body === 'string' ? JSON.stringify(body) : body;
}

async function bodyOf(
  transport: AxiosInstance,
  { method, url, headers, form, leftMs, ...request }: OpenRequest,
  [outer, enough]: readonly [outer: AbortSignal | undefined, enough: AbortSignal],
): Promise<unknown> {
  const data = form === undefined ? asJson(request.body) : new URLSearchParams(form);
  const answer = await withDeadline(leftMs, outer, (deadline) => {
    const signal = AbortSignal.any([deadline, enough]);
    const sent = { method, url, data, headers, signal, timeout: leftMs, transport: request.transport };
    return transport.request<unknown>(sent);
  });
  return answer.data;
}

function openHeaders(headers: Readonly<Record<string, string | Secret>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, openHeader(value)]));
}

// axios would drop what HTTP cannot carry, and send something else.
function openHeader(header: string | Secret): string {
  const value = header instanceof Secret ? header.open() : header;
  if (!/^[\t\x20-\x7e]*$/.test(value)) throw new HttpError('unsendable');
  return value;
}

function toAnswer({ status, data, headers }: Received, now: number): HttpAnswer {
  if (status >= 300 && status < 400) throw new HttpError('redirect', { code: String(status) });
  const retryAfterMs = parseRetryAfter(headers['retry-after'], now);
  // Of a refusal axios hands on what is no JSON as text.
  const body = data === '' || (status >= 300 && typeof data === 'string') ? undefined : data;
  const { location, etag }: Readonly<Record<string, unknown>> = headers;
  return {
    ...{ status, body },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(typeof location === 'string' ? { location } : {}),
    ...(typeof etag === 'string' ? { etag } : {}),
  };
}
