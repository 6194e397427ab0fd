import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createSecretOpener } from '../../../src/worker/secrets';
import { createMasApi } from '../../../src/targets/mas/parts/connection';
import { MasSettings } from '../../../src/targets/mas/parts/settings';
import { createAuthority } from '../../http/server/authority';
import { type HttpsServer, sendJson, startHttpsServer } from '../../http/server/https-server';

const authority = createAuthority('Test CA');
const Login = z.object({ username: z.string(), password: z.string() });
const tokens: Readonly<Record<string, string>> = { old: 'token-of-old', new: 'token-of-new' };

let folder: string;
let server: HttpsServer;
let accepted: string;

async function passwordIn(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(request, 'end');
  return Login.parse(JSON.parse(Buffer.concat(chunks).toString())).password;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rotation-'));
  accepted = 'old';
  server = await startHttpsServer(authority.issue(['127.0.0.1']), (request, response) => {
    if (request.url?.startsWith('/logininitial') !== true) {
      const known = request.headers['x-access-token'] === tokens[accepted];
      return sendJson(response, known ? 404 : 401, {});
    }
    return void passwordIn(request).then((password) =>
      password === accepted ? sendJson(response, 200, { token: tokens[password] }) : sendJson(response, 401, {}),
    );
  });
  await writeFile(join(folder, 'ca.crt'), authority.ca);
  await writeFile(join(folder, 'username'), 'superuser\n');
  await writeFile(join(folder, 'password'), 'old\n');
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function connected() {
  const settings = MasSettings.parse({
    coreApi: server.url,
    adminDashboard: server.url,
    superuser: { username: { file: 'username' }, password: { file: 'password' } },
    ca: { file: 'ca.crt' },
  });
  return createMasApi({ instance: 'inst1', settings, openSecret: createSecretOpener({ directory: folder }) })('ws1');
}

const calls = () => server.seen.map(({ method, url }) => `${method} ${url.split('?')[0] ?? ''}`);

test('after a rotation, the 401 leads to one log-in with the password that the file holds now', async () => {
  const { users } = connected();
  await expect(users.get('ada')).resolves.toBeUndefined();
  await writeFile(join(folder, 'password'), 'new\n');
  accepted = 'new';
  await expect(users.get('ada')).resolves.toBeUndefined();
  expect(calls()).toEqual([
    'POST /logininitial',
    'GET /v3/users/ada',
    'GET /v3/users/ada',
    'POST /logininitial',
    'GET /v3/users/ada',
  ]);
});

test('a password that was rotated in MAS alone is refused, and the file that holds it is named', async () => {
  const { users } = connected();
  await users.get('ada');
  accepted = 'new';
  await expect(users.get('ada')).rejects.toMatchObject({
    code: 'CREDENTIALS_REJECTED',
    message: 'log in: MAS answered 401, with the user name of file username and the password of file password',
  });
});
