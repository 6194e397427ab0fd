import type { ServerResponse } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecretOpener } from '../../src/worker/secrets';
import { createAuthority } from '../http/server/authority';
import { type HttpsServer, sendJson, startHttpsServer } from '../http/server/https-server';

const reference = {
  kubernetes: { namespace: 'mas-inst1-core', secret: 'inst1-credentials-superuser', key: 'password' },
};
const authority = createAuthority('cluster');
const encoded = (text: string) => Buffer.from(text).toString('base64');

let folder: string;
let server: HttpsServer;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubernetes-'));
  server = await startHttpsServer(authority.issue(['127.0.0.1']), (_request, response) => answer(response));
  await writeFile(join(folder, 'ca.crt'), authority.ca);
});
beforeEach(() => writeFile(join(folder, 'token'), 'service-account-token\n'));
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function opener(serviceAccountFolder = folder) {
  const variables = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(server.port) };
  return createSecretOpener({ variables, kubernetes: { serviceAccountFolder } });
}

async function refusal(mounted = folder): Promise<{ code: string; message: string }> {
  const error: unknown = await opener(mounted)(reference).catch((thrown: unknown) => thrown);
  return error instanceof Error && 'code' in error
    ? { code: String(error.code), message: error.message }
    : { code: 'opened', message: '' };
}

describe('a secret of Kubernetes', () => {
  test("is read with the service account's token and decoded", async () => {
    answer = (response) => sendJson(response, 200, { kind: 'Secret', data: { password: encoded('gehe\u00efm\n') } });
    expect((await opener()(reference)).open()).toBe('gehe\u00efm\n');
    expect(server.seen.at(-1)).toMatchObject({
      method: 'GET',
      url: '/api/v1/namespaces/mas-inst1-core/secrets/inst1-credentials-superuser',
      headers: { authorization: 'Bearer service-account-token' },
    });
  });

  test('is read with the token as it is now: the cluster renews it', async () => {
    answer = (response) => sendJson(response, 200, { data: { password: encoded('geheim') } });
    const open = opener();
    await open(reference);
    await writeFile(join(folder, 'token'), 'renewed');
    await open(reference);
    expect(server.seen.slice(-2).map(({ headers }) => headers.authorization)).toEqual([
      'Bearer service-account-token',
      'Bearer renewed',
    ]);
  });

  const what = 'key password of Kubernetes secret mas-inst1-core/inst1-credentials-superuser';

  const rule = `apiGroups [""], resources ["secrets"], resourceNames ["inst1-credentials-superuser"], verbs ["get"]`;

  test.each([
    {
      status: 403,
      code: 'TARGET_MISCONFIGURED',
      words: `: the service account may not get it (403): bind it to a Role in namespace mas-inst1-core with ${rule}`,
    },
    { status: 404, code: 'TARGET_MISCONFIGURED', words: ': there is no such secret in namespace mas-inst1-core (404)' },
    {
      status: 401,
      code: 'TARGET_MISCONFIGURED',
      words: ': the Kubernetes API refused the credentials of the service account (401)',
    },
    { status: 400, code: 'TARGET_MISCONFIGURED', words: ': the Kubernetes API answered 400' },
    { status: 429, code: 'TARGET_UNAVAILABLE', words: ': the Kubernetes API answered 429' },
    { status: 503, code: 'TARGET_UNAVAILABLE', words: ': the Kubernetes API answered 503' },
  ])('that is answered $status fails with what to do', async ({ status, code, words }) => {
    answer = (response) => sendJson(response, status, { kind: 'Status', message: 'geheim' });
    expect(await refusal()).toEqual({ code, message: `${what}${words}` });
  });

  test.each([
    {
      body: { data: { username: encoded('geheim'), Password: encoded('geheim'), 'ada@acme.example': 'x' } },
      code: 'TARGET_MISCONFIGURED',
      words: ': the secret has no such key; it has Password, username',
    },
    { body: { kind: 'Secret' }, code: 'TARGET_MISCONFIGURED', words: ': the secret has no such key; it has none' },
    { body: { data: { password: encoded(' \n') } }, code: 'TARGET_MISCONFIGURED', words: ' is empty' },
    { body: { data: { password: '' } }, code: 'TARGET_MISCONFIGURED', words: ' is empty' },
    {
      body: { data: { password: '*' } },
      code: 'UNEXPECTED_RESPONSE',
      words: ': the Kubernetes API answered no secret',
    },
    { body: ['geheim'], code: 'UNEXPECTED_RESPONSE', words: ': the Kubernetes API answered no secret' },
  ])('that is answered $body fails', async ({ body, code, words }) => {
    answer = (response) => sendJson(response, 200, body);
    expect(await refusal()).toEqual({ code, message: `${what}${words}` });
  });

  test('that is forbidden names the service account, if the answer does, and nothing else of the answer', async () => {
    const saying = (user: string) => `secrets "s" is forbidden: User "${user}" cannot get resource "secrets"`;
    answer = (response) =>
      sendJson(response, 403, { kind: 'Status', message: saying('system:serviceaccount:tools:onboarder') });
    expect((await refusal()).message).toContain(
      `${what}: service account tools/onboarder may not get it (403): bind it`,
    );
    answer = (response) => sendJson(response, 403, { kind: 'Status', message: saying('ada@acme.example') });
    expect((await refusal()).message).toContain(`${what}: the service account may not get it (403)`);
  });

  test('lists twenty keys of a secret that lacks the wanted one, and counts the rest', async () => {
    const data = Object.fromEntries(Array.from({ length: 23 }, (_, n) => [`k${n + 10}`, 'eA==']));
    answer = (response) => sendJson(response, 200, { data });
    expect((await refusal()).message).toMatch(/; it has k10, k11, .*, k29 and 3 more$/);
  });

  test('is asked for again later when the API does not answer, and not when its certificate is wrong', async () => {
    answer = (response) => response.destroy();
    expect(await refusal()).toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    const other = await mkdtemp(join(tmpdir(), 'kubernetes-'));
    await writeFile(join(other, 'ca.crt'), createAuthority('another').ca);
    await writeFile(join(other, 'token'), 'service-account-token');
    expect(await refusal(other)).toMatchObject({ code: 'TARGET_MISCONFIGURED' });
    await rm(other, { recursive: true });
  });

  test('needs the files of the service account', async () => {
    const mounted = join(folder, 'nowhere');
    expect(await refusal(mounted)).toEqual({
      code: 'TARGET_MISCONFIGURED',
      message: `${what}: the service account file ${join(mounted, 'ca.crt')} cannot be read (ENOENT)`,
    });
    await writeFile(join(folder, 'token'), '\n');
    expect((await refusal()).message).toBe(`${what}: the service account file ${join(folder, 'token')} is empty`);
  });
});
