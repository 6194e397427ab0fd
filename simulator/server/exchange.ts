import type { FastifyReply, FastifyRequest } from 'fastify';
import { TLSSocket } from 'node:tls';
import { z } from 'zod';
import type { Effect, FaultBook } from './faults';
import type { LoggedRequest, RequestLog } from './request-log';
import type { Answer, Call, ClientCertificate, Route, SimulatedSystem } from './system';
import { transmit } from './transmit';

export interface Stage {
  readonly system: SimulatedSystem;
  readonly faults: FaultBook;
  readonly log: RequestLog;
  readonly latencyMs: number;
  /** Fires when the simulator closes, and ends every pause. */
  readonly closing: AbortSignal;
}

/** One request on its way: what the stage's parts have to say about it. */
interface Exchange {
  readonly route: Route;
  readonly call: Call;
  readonly effect: Effect | undefined;
  readonly entry: LoggedRequest;
}

const unhandled: Answer = { status: 500, body: { exception: { message: 'The simulator failed.' } } };

/**
 * Serves one request: it meets its fault, is carried out on arrival, and only the answer waits (latency, delay). So a
 * caller who gives up while waiting has had his write, as with a slow service.
 */
export async function exchange(stage: Stage, route: Route, wire: { request: FastifyRequest; reply: FastifyReply }) {
  const { request, reply } = wire;
  // Written by hand from here on: fastify can't send half an answer.
  reply.hijack();
  const { socket } = request.raw;
  const call = callOf(request);
  const opened = open(stage, { route, call, request });
  if (opened.effect?.kind === 'reset' && opened.effect.reset === 'before') {
    socket.destroy();
    return;
  }
  const answer = carryOut(stage, opened);
  await transmit({ response: reply.raw, socket, entry: opened.entry }, answer, {
    effect: opened.effect,
    latencyMs: stage.latencyMs,
    closing: stage.closing,
  });
}

function open(stage: Stage, { route, call, request }: { route: Route; call: Call; request: FastifyRequest }): Exchange {
  const [path = ''] = request.url.split('?');
  const user = route.user(call);
  const { method } = request;
  const entry = stage.log.open({ method, path, query: call.query, user: user ?? null });
  const paths = [path, decoded(path)];
  const effect = stage.faults.take({ method, paths, user, synchronisation: route.synchronisation(call) });
  entry.fault = effect?.kind ?? null;
  return { route, call, effect, entry };
}

function carryOut(stage: Stage, { route, call, effect, entry }: Exchange): Answer {
  if (effect?.kind === 'status') return faultAnswer(effect.answer);
  if (effect?.kind === 'expireToken') stage.system.expireTokens();
  const before = stage.system.changes();
  const answer = attempt(() => route.handle(effect?.kind === 'sync' ? { ...call, forcedSync: effect.state } : call));
  entry.effect = stage.system.changes() !== before;
  return answer;
}

/** A defect of a handler must not leave its caller waiting. */
function attempt(handle: () => Answer): Answer {
  try {
    return handle();
  } catch {
    return unhandled;
  }
}

function faultAnswer({ status, headers, body }: Extract<Effect, { kind: 'status' }>['answer']): Answer {
  const bodyless = status === 204 || status === 304;
  if (bodyless) return { status, headers };
  // `null` is an answer, too.
  return { status, headers, body: body === undefined ? { exception: { message: 'A simulated fault.' } } : body };
}

const Params = z.record(z.string(), z.string()).catch({});
/** Of a parameter given twice the last one counts. */
const Query = z
  .record(z.string(), z.union([z.string(), z.array(z.string()).transform((all) => all.at(-1) ?? '')]))
  .catch({});

function callOf(request: FastifyRequest): Call {
  const [path = ''] = request.url.split('?');
  return {
    path,
    params: Params.parse(request.params),
    query: Query.parse({ ...Object(request.query) }),
    headers: request.headers,
    body: json(request.body),
    form: formOf(request),
    certificate: certificateOf(request.raw.socket),
    forcedSync: undefined,
  };
}

function formOf({ headers, body }: FastifyRequest): Readonly<Record<string, string>> {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  return isForm && typeof body === 'string' ? Object.fromEntries(new URLSearchParams(body)) : {};
}

function json(text: unknown): unknown {
  try {
    return typeof text === 'string' && text !== '' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** `authorized` alone isn't enough: Node sets it for every resumed TLS 1.3 session, also one without a certificate. */
function certificateOf(socket: unknown): ClientCertificate {
  if (!(socket instanceof TLSSocket)) return 'none';
  const certificate = socket.getPeerCertificate();
  if (certificate === null || Object.keys(certificate).length === 0) return 'none';
  return socket.authorized ? 'trusted' : 'untrusted';
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
