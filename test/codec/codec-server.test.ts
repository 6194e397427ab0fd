import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Payload, defaultPayloadConverter } from '@temporalio/common';
import { z } from 'zod';
import { type CodecServer, type ServedRequest, startCodecServer } from '../../src/codec/codec-server';
import { toPayloadsJson } from '../../src/codec/payload-json';
import { createServerAccess, sessionCookies, sessionMs } from '../../src/codec/server-access';
import { Secret } from '../../src/http/secret';
import { createAuthority } from '../http/server/authority';
import { codecWith, newKey } from './keys';

const ui = 'http://localhost:8233';
const token = 'a-token-of-thirty-two-characters';
const codec = codecWith(['k1', newKey()]);
const log: ServedRequest[] = [];
const Answer = z.object({
  payloads: z.array(z.object({ metadata: z.record(z.string(), z.string()), data: z.string() })),
});
let server: CodecServer;
let encrypted: string;

beforeAll(async () => {
  server = await startCodecServer({
    ...{ codec: codec.payloads, token: new Secret(token), uiOrigins: [ui], host: '127.0.0.1', port: 0 },
    log: (request) => log.push(request),
  });
  encrypted = json(await codec.payloads.encode([defaultPayloadConverter.toPayload('ada@acme.example')]));
});
afterAll(() => server.close());

const json = (payloads: readonly Payload[]) => JSON.stringify(toPayloadsJson(payloads));
const bearer = { authorization: `Bearer ${token}` };

function post(path: string, headers: Record<string, string>, body = encrypted): Promise<Response> {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

async function clearText(response: Response): Promise<string> {
  const [payload] = Answer.parse(await response.json()).payloads;
  return Buffer.from(payload?.data ?? '', 'base64').toString();
}

async function signedIn(given = token): Promise<Response> {
  const body = new URLSearchParams({ token: given });
  return fetch(`${server.url}/session`, { method: 'POST', body, redirect: 'manual' });
}

describe('decoding', () => {
  it.each(['/decode', '/default/decode', '/codec/team-a/decode?x=1'])(
    'answers %s to the holder of the token',
    async (path) => {
      const response = await post(path, { ...bearer, 'x-namespace': 'default' });
      expect([response.status, await clearText(response)]).toEqual([200, '"ada@acme.example"']);
    },
  );

  it.each([
    ['no token', {}],
    ['another token', { authorization: 'Bearer another-token' }],
    ['the token in another scheme', { authorization: `Basic ${token}` }],
    ['a cookie that nobody gave', { cookie: `${sessionCookies.http}=${Date.now() + 1e6}.${token}` }],
  ])('refuses %s', async (_, headers) => {
    const response = await post('/decode', headers);
    expect([response.status, await response.text()]).toEqual([401, expect.not.stringContaining('acme')]);
  });

  it('refuses without reading what was sent, whatever it is', async () => {
    const answers = await Promise.all([
      post('/decode', {}, '{"ada'),
      post('/decode', { 'content-type': 'text/plain' }),
      post('//', {}),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect((await post('//', bearer)).status).toBe(404);
  });

  it('refuses a tampered payload', async () => {
    const [payload] = Answer.parse(JSON.parse(encrypted)).payloads;
    const data = Buffer.from(payload?.data ?? '', 'base64')
      .fill(0, 20, 21)
      .toString('base64');
    const response = await post('/decode', bearer, JSON.stringify({ payloads: [{ ...payload, data }] }));
    expect([response.status, await response.json()]).toMatchObject([422, { code: 'CODEC_PAYLOAD_TAMPERED' }]);
  });

  it.each(['', '[]', '{"payloads": "ada"}', '{"payloads": [{"data": "a d a"}]}', '{"ada'])(
    'refuses the body %j and does not quote it',
    async (body) => {
      const response = await post('/decode', bearer, body);
      expect([response.status, await response.text()]).toEqual([400, expect.not.stringContaining('ada')]);
    },
  );
});

it.each([
  ['payloads', { payloads: Array.from({ length: 1_500_000 }, () => ({})) }],
  [
    'metadata',
    { payloads: [{ metadata: Object.fromEntries(Array.from({ length: 400_000 }, (_, i) => [`k${i}`, ''])) }] },
  ],
])('refuses too many %s, and goes on answering', async (_, body) => {
  const asked = post('/decode', bearer, JSON.stringify(body));
  expect([(await asked).status, (await post('/decode', bearer)).status]).toEqual([413, 200]);
});

it('encodes what the CLI and the Web UI send', async () => {
  const response = await post('/encode', bearer, json([defaultPayloadConverter.toPayload('hello')]));
  const answer = await response.text();
  expect(
    Buffer.from(Answer.parse(JSON.parse(answer)).payloads[0]?.metadata['encoding'] ?? '', 'base64').toString(),
  ).toBe('binary/encrypted');
  expect(await clearText(await post('/decode', bearer, answer))).toBe('"hello"');
});

describe('a page', () => {
  const preflight = (origin: string) =>
    fetch(`${server.url}/decode`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-namespace' },
    });

  it('of the Web UI may ask, with credentials', async () => {
    const { status, headers } = await preflight(ui);
    expect([
      status,
      headers.get('access-control-allow-origin'),
      headers.get('access-control-allow-credentials'),
    ]).toEqual([204, ui, 'true']);
    expect(headers.get('access-control-allow-headers')).toBe(
      'content-type, x-namespace, authorization, authorization-extras',
    );
  });

  it.each(['http://localhost:9999', 'http://localhost:8233.evil.example', 'null'])('of %s may not', async (origin) => {
    const cors = [(await preflight(origin)).headers, (await post('/decode', { ...bearer, origin })).headers];
    expect(cors.map((headers) => headers.get('access-control-allow-origin'))).toEqual([null, null]);
    expect((await post('/decode', { ...bearer, origin })).status).toBe(403);
  });
});

describe('a browser', () => {
  it('that gave the token may decode from the Web UI, and holds no token', async () => {
    const cookie = (await signedIn()).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Max-Age=28800$/);
    expect(cookie).not.toContain(token);
    const session = { cookie: cookie.split(';')[0] ?? '', origin: ui };
    expect(await clearText(await post('/decode', session))).toBe('"ada@acme.example"');
    expect((await post('/decode', { ...session, origin: 'http://localhost:9999' })).status).toBe(403);
  });

  it('that gave another token is signed out', async () => {
    const response = await signedIn('another-token');
    expect([response.status, response.headers.get('set-cookie')]).toEqual([401, null]);
  });

  it('is signed out after a while, and when the token changes', () => {
    const access = createServerAccess(new Secret(token), sessionCookies.http, () => 0);
    const cookie = `${sessionCookies.http}=${access.signIn(token)}`;
    const later = (secret: string, now: number) =>
      createServerAccess(new Secret(secret), sessionCookies.http, () => now).allows({ cookie });
    expect([later(token, sessionMs - 1), later(token, sessionMs), later('another', 0)]).toEqual([true, false, false]);
  });
});

it('over HTTPS gives a cookie that no other host and no plain HTTP can set', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'codec-tls-'));
  const issued = createAuthority('codec').issue(['127.0.0.1']);
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  writeFileSync(files.cert, issued.cert);
  writeFileSync(files.key, issued.key);
  const secure = await startCodecServer({
    ...{ codec: codec.payloads, token: new Secret(token), uiOrigins: [ui], host: '127.0.0.1', port: 0 },
    ...{ tls: files, log: () => undefined },
  });
  const ask = (path: string, headers: Record<string, string>, body: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(secure.url + path, { method: 'POST', headers, rejectUnauthorized: false }, resolve);
      sent.once('error', reject).end(body);
    });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const [cookie = ''] = (await ask('/session', form, `token=${token}`)).headers['set-cookie'] ?? [];
  expect(cookie).toMatch(
    /^__Host-onboard_codec_session=\S+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=28800; Secure$/,
  );
  const [pair = ''] = cookie.split(';');
  const json = { 'content-type': 'application/json' };
  const statuses = [
    (await ask('/decode', { ...json, cookie: pair }, encrypted)).statusCode,
    (await ask('/decode', { ...json, cookie: pair.replace('__Host-', '') }, encrypted)).statusCode,
  ];
  expect(statuses).toEqual([200, 401]);
  await secure.close();
  rmSync(folder, { recursive: true });
});

it('says that it is up without any token', async () => {
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

it('logs requests, and nothing of what they held', async () => {
  const before = log.length;
  await post('/default/decode?user=ada', bearer);
  expect(log.slice(before)).toEqual([{ method: 'POST', route: 'decode', status: 200, durationMs: expect.any(Number) }]);
});
