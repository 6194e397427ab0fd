import type { ServerResponse } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecretOpener } from '../src/secrets';
import { createAuthority } from './http/authority';
import { type HttpsServer, sendJson, startHttpsServer } from './http/https-server';

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

const files = () => ({ tokenFile: join(folder, 'token'), caFile: join(folder, 'ca.crt') });

function opener(access = {}) {
  const variables = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(server.port) };
  return createSecretOpener({ variables, kubernetes: { ...files(), ...access } });
}

async function refusal(access = {}): Promise<{ code: string; message: string }> {
  const error: unknown = await opener(access)(reference).catch((thrown: unknown) => thrown);
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

  test.each([
    {
      status: 403,
      code: 'TARGET_MISCONFIGURED',
      words: `: the worker's service account needs a Role in namespace mas-inst1-core with apiGroups [""], resources ["secrets"], resourceNames ["inst1-credentials-superuser"], verbs ["get"] (403)`,
    },
    { status: 404, code: 'TARGET_MISCONFIGURED', words: ': there is no such secret in namespace mas-inst1-core (404)' },
    {
      status: 401,
      code: 'TARGET_MISCONFIGURED',
      words: ": the Kubernetes API refused the service account's token (401)",
    },
    { status: 400, code: 'TARGET_MISCONFIGURED', words: ': the Kubernetes API answered 400' },
    { status: 429, code: 'TARGET_UNAVAILABLE', words: ': the Kubernetes API answered 429' },
    { status: 503, code: 'TARGET_UNAVAILABLE', words: ': the Kubernetes API answered 503' },
  ])('that is answered $status fails with what to do', async ({ status, code, words }) => {
    answer = (response) => sendJson(response, status, { kind: 'Status', message: 'geheim' });
    expect(await refusal()).toEqual({ code, message: `${what}${words}` });
  });

  test.each([
    { body: { data: { username: encoded('x') } }, code: 'TARGET_MISCONFIGURED', words: ': the secret has no such key' },
    { body: { kind: 'Secret' }, code: 'TARGET_MISCONFIGURED', words: ': the secret has no such key' },
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

  test('is asked for again later when the API does not answer, and not when its certificate is wrong', async () => {
    await writeFile(join(folder, 'other.crt'), createAuthority('another').ca);
    answer = (response) => response.destroy();
    expect(await refusal()).toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    expect(await refusal({ caFile: join(folder, 'other.crt') })).toMatchObject({ code: 'TARGET_MISCONFIGURED' });
  });

  test('needs a cluster and its service account', async () => {
    const outside = createSecretOpener({ variables: {} })(reference);
    await expect(outside).rejects.toMatchObject({
      code: 'TARGET_MISCONFIGURED',
      message: expect.stringContaining('KUBERNETES_SERVICE_HOST is not set'),
    });
    const tokenFile = join(folder, 'none');
    expect(await refusal({ tokenFile })).toEqual({
      code: 'TARGET_MISCONFIGURED',
      message: `the service account file ${tokenFile} cannot be read (ENOENT)`,
    });
  });
});
