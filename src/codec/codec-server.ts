import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { PayloadCodec } from '@temporalio/common';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Secret } from '../http/secret';
import { CodecError } from './codec-error';
import { isTooMuch, mostPayloads, PayloadsJson, toPayloadsJson } from './payload-json';
import { createServerAccess, type ServerAccess, sessionCookies, sessionMs } from './server-access';
import { type SignInState, signInPage } from './sign-in-page';

/** One request, as it is logged: nothing of what it held. `route`: `encode`, `decode`, or a path of ours. */
export interface ServedRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

export interface CodecServerOptions {
  readonly codec: PayloadCodec;
  readonly token: Secret;
  /** Origins of Web UIs, such as `http://localhost:8233`: no other page may read an answer. */
  readonly uiOrigins: readonly string[];
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Files in PEM; without them it speaks HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly log: (request: ServedRequest) => void;
}

export interface CodecServer {
  readonly url: string;
  /** Lets requests under way end. */
  close(): Promise<void>;
}

/** Temporal sends no message above 4 MiB, which is a third more in base64. */
const bodyLimit = 16 * 1024 * 1024;
const tooMuch = `the body has more than ${mostPayloads} payloads, or one with too much metadata`;
const requestTimeout = 30_000;

/**
 * Serves Temporal's codec protocol: `POST …/encode` and `…/decode`, for holders of the token and browsers that gave it.
 * Rejects when it cannot listen there or the TLS files cannot be read.
 */
export async function startCodecServer(options: CodecServerOptions): Promise<CodecServer> {
  const { host, port, tls } = options;
  const limits = { bodyLimit, requestTimeout };
  const https = tls && { cert: readFileSync(tls.cert), key: readFileSync(tls.key), minVersion: 'TLSv1.2' as const };
  const app: FastifyInstance = https === undefined ? fastify(limits) : fastify({ ...limits, https });
  serve(app, options, createServerAccess(options.token, cookieOf(options)));
  await app.listen({ host, port });
  const origin = `${https === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}`;
  return { url: `${origin}:${boundPort(app.server.address())}`, close: () => app.close() };
}

function cookieOf({ tls }: CodecServerOptions) {
  return tls === undefined ? sessionCookies.http : sessionCookies.https;
}

function boundPort(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function serve(app: FastifyInstance, options: CodecServerOptions, access: ServerAccess): void {
  const { codec, uiOrigins, log } = options;
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 4096 }, readForm);
  app.addHook('onRequest', async (request, reply) => setHeaders(request, reply, uiOrigins));
  app.addHook('onResponse', async ({ method, url, routeOptions }, { statusCode: status, elapsedTime }) => {
    const route = taskOf(url) ?? routeOptions.url ?? '-';
    log({ method, route, status, durationMs: Math.round(elapsedTime) });
  });
  app.setErrorHandler(async (error, _, reply) => answerError(error, reply));
  app.setNotFoundHandler(async (_, reply) => reply.code(404).send({ message: 'not found' }));
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.options('/*', async (_, reply) => reply.code(204).send());
  serveSignIn(app, options, access);
  // Nothing of a body is read of somebody who may not ask.
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (!isFromAllowed(request, uiOrigins)) return reply.code(403).send({ message: 'this origin is not allowed' });
    return access.allows(request.headers) ? undefined : refuse(reply);
  };
  app.post('/*', { onRequest }, async (request, reply) => {
    const task = taskOf(request.url);
    if (task === undefined) return reply.callNotFound();
    if (isTooMuch(request.body)) return reply.code(413).send({ message: tooMuch });
    const asked = PayloadsJson.safeParse(request.body);
    if (!asked.success) return reply.code(400).send({ message: 'the body is no list of payloads' });
    return toPayloadsJson(await codec[task](asked.data.payloads));
  });
}

/** Whatever stands before the last part of the path, such as a namespace, makes no difference. */
function taskOf(url: string): 'encode' | 'decode' | undefined {
  const [path = ''] = url.split('?');
  if (path.endsWith('/decode')) return 'decode';
  return path.endsWith('/encode') ? 'encode' : undefined;
}

function serveSignIn(app: FastifyInstance, options: CodecServerOptions, access: ServerAccess): void {
  const { uiOrigins, tls } = options;
  const show = (reply: FastifyReply, state: SignInState) =>
    reply
      .header('content-security-policy', "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
      .type('text/html')
      .send(signInPage(state, uiOrigins));
  app.get('/session', async ({ headers }, reply) => show(reply, access.allows(headers) ? 'signed-in' : 'signed-out'));
  app.post('/session', async ({ body }, reply) => {
    const token = body instanceof URLSearchParams ? body.get('token') : null;
    const session = token === null ? undefined : access.signIn(token.trim());
    if (session === undefined) return show(reply.code(401), 'refused');
    // The Web UI of the same site gets it sent along, pages of other sites do not.
    const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${sessionMs / 1000}${tls === undefined ? '' : '; Secure'}`;
    return reply.header('set-cookie', `${cookieOf(options)}=${session}; ${attributes}`).redirect('/session', 303);
  });
}

async function readForm(_: FastifyRequest, body: string | Buffer): Promise<URLSearchParams> {
  return new URLSearchParams(String(body));
}

function setHeaders({ headers }: FastifyRequest, reply: FastifyReply, uiOrigins: readonly string[]): void {
  const { origin } = headers;
  void reply.headers({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    vary: 'origin',
  });
  if (origin === undefined || !uiOrigins.includes(origin)) return;
  void reply.headers({
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': 'content-type, x-namespace, authorization, authorization-extras',
    'access-control-max-age': '600',
  });
}

/** What is no browser sends no origin. */
function isFromAllowed({ headers: { origin } }: FastifyRequest, uiOrigins: readonly string[]): boolean {
  return origin === undefined || uiOrigins.includes(origin);
}

function refuse(reply: FastifyReply): FastifyReply {
  const message =
    'the token is missing or wrong: send Authorization: Bearer TOKEN, or sign this browser in at /session';
  return reply.code(401).header('www-authenticate', 'Bearer').send({ message });
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof CodecError) {
    const { code, message, remedy } = error;
    return reply.code(422).send({ code, message: `${message} ${remedy}` });
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  // The parsers' messages may quote the body.
  return reply.code(status >= 400 && status < 500 ? status : 500).send({ message: 'the request cannot be answered' });
}
