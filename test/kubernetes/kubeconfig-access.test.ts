import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CertificateEnd, createCredentials } from '../../src/worker/credentials';
import { createSecretOpener } from '../../src/worker/secrets';
import { type Cluster, kubeconfigOf, password, reference, startCluster, token } from './cluster';

let folder: string;
let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
});
afterEach(() => rm(folder, { recursive: true }));
afterAll(() => cluster.server.close());

const base64 = (text: string) => Buffer.from(text).toString('base64');
const kubeconfig = () => join(folder, 'config');
const opener = () => createSecretOpener({ variables: {}, directory: folder, kubernetes: { kubeconfig: 'config' } });

async function write(content: object): Promise<void> {
  await writeFile(kubeconfig(), JSON.stringify(content));
}

async function opened(): Promise<string> {
  return (await opener()(reference)).open();
}

async function refusal(): Promise<string> {
  return await opened().catch((error: unknown) => {
    expect(error).toMatchObject({ code: 'TARGET_MISCONFIGURED' });
    return error instanceof Error ? error.message : '';
  });
}

const what = 'key password of Kubernetes secret mas/superuser: ';
const user = () => `${what}kubeconfig ${kubeconfig()}: user "u"`;
const clusterEntry = () => `${what}kubeconfig ${kubeconfig()}: cluster "c"`;

describe('a kubeconfig opens a secret with', () => {
  test('a token', async () => {
    await write(kubeconfigOf(cluster, { token }));
    expect(await opened()).toBe(password);
  });

  test('a token file beside it, read anew each time, before a token', async () => {
    await write(kubeconfigOf(cluster, { token: 'old', tokenFile: 'token' }));
    await writeFile(join(folder, 'token'), 'not yet');
    const open = opener();
    await expect(open(reference)).rejects.toThrow('refused the credentials of user "u" of kubeconfig');
    await writeFile(join(folder, 'token'), `${token}\n`);
    expect((await open(reference)).open()).toBe(password);
  });

  test('a client certificate in it', async () => {
    const { cert, key } = cluster.client;
    await write(kubeconfigOf(cluster, { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) }));
    expect(await opened()).toBe(password);
    expect(cluster.server.seen.at(-1)?.headers.authorization).toBeUndefined();
  });

  test('a client certificate and a CA in files, whose paths start from its folder', async () => {
    await mkdir(join(folder, 'pki'));
    await writeFile(join(folder, 'pki', 'client.crt'), cluster.client.cert);
    await writeFile(join(folder, 'pki', 'client.key'), cluster.client.key);
    await writeFile(join(folder, 'pki', 'ca.crt'), cluster.authority.ca);
    const ca = { 'certificate-authority-data': undefined, 'certificate-authority': 'pki/ca.crt' };
    const files = { 'client-certificate': 'pki/client.crt', 'client-key': 'pki/client.key' };
    await write(kubeconfigOf(cluster, files, ca));
    expect(await opened()).toBe(password);
  });

  test("the API's own name for its certificate", async () => {
    const elsewhere = await startCluster(['kubernetes.example']);
    await write(kubeconfigOf(elsewhere, { token }, { 'tls-server-name': 'kubernetes.example' }));
    expect(await opened()).toBe(password);
    await write(kubeconfigOf(elsewhere, { token }));
    expect(await refusal()).toContain('the TLS handshake failed');
    await elsewhere.server.close();
  });

  test('another context than the current one', async () => {
    const current = kubeconfigOf(cluster, { token });
    await write({ ...current, 'current-context': 'gone' });
    const open = createSecretOpener({ variables: {}, kubernetes: { kubeconfig: kubeconfig(), context: 'here' } });
    expect((await open(reference)).open()).toBe(password);
  });
});

test('a client certificate of a kubeconfig near its end is told of by its user, and so is the server', async () => {
  const ending = await startCluster(['127.0.0.1'], { client: 3, server: 5 });
  const { cert, key } = ending.client;
  await write(kubeconfigOf(ending, { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) }));
  const place = { variables: {}, directory: folder, kubernetes: { kubeconfig: 'config' } };
  const { openSecret, certificates } = createCredentials(place);
  const ends: CertificateEnd[] = [];
  certificates.tell((end) => ends.push(end));
  await openSecret(reference);
  await openSecret(reference);
  expect(ends).toEqual([
    { certificate: `client certificate of user "u" of kubeconfig ${kubeconfig()}`, daysLeft: 2 },
    { certificate: `server certificate of ${ending.server.url}`, daysLeft: 4 },
  ]);
  await ending.server.close();
});

describe('a kubeconfig is refused, and no value of it is shown, for', () => {
  test.each([
    ['a program', { exec: { command: 'canary' } }, ': exec is not supported: it needs another program; '],
    ['a plugin', { 'auth-provider': { name: 'canary' } }, ': auth-provider is not supported: it needs another'],
    [
      'a password',
      { username: 'canary', password: 'canary' },
      ': username is not supported: Kubernetes takes passwords',
    ],
    ['acting as another', { token: 'canary', as: 'canary' }, ': as is not supported: acting as somebody else'],
    ['no credentials', {}, ': has neither token, tokenFile nor client-certificate with client-key'],
    ['a token that is no text', { token: 123456 }, ': token must be text'],
    ['an empty token', { token: '' }, ': token is empty'],
    ['data that is not base64', { 'client-key-data': 'canary!' }, ': client-key-data is not base64'],
    ['a key without certificate', { 'client-key-data': 'Y2FuYXJ5' }, ': has client-key, but no client-certificate'],
    [
      'a certificate without key',
      { 'client-certificate-data': 'Y2FuYXJ5' },
      ': has client-certificate, but no client-key',
    ],
    ['a file that is missing', { tokenFile: 'none' }, ': tokenFile: the file none cannot be read (ENOENT)'],
  ])('%s', async (_name, content, words) => {
    await write(kubeconfigOf(cluster, content));
    const message = await refusal();
    expect(message).toContain(`${user()}${words}`);
    expect(message).not.toContain('canary');
  });

  test('an empty token file', async () => {
    await writeFile(join(folder, 'token'), '\n');
    await write(kubeconfigOf(cluster, { tokenFile: 'token' }));
    expect(await refusal()).toBe(`${user()}: tokenFile: the file token is empty`);
  });

  test.each([
    [
      { 'insecure-skip-tls-verify': true },
      'insecure-skip-tls-verify is not followed: certificates are always checked; ',
    ],
    [{ 'proxy-url': 'http://canary' }, 'proxy-url is not supported: '],
    [{ server: 'http://canary' }, 'server must be an https:// address'],
    [{ 'certificate-authority-data': '*' }, 'certificate-authority-data is not base64'],
  ])('a cluster with %j', async (more, words) => {
    await write(kubeconfigOf(cluster, { token }, more));
    const message = await refusal();
    expect(message).toContain(`${clusterEntry()}: ${words}`);
    expect(message).not.toContain('canary');
  });

  test('a client certificate or CA that is none', async () => {
    await write(kubeconfigOf(cluster, { 'client-certificate-data': 'Y2FuYXJ5', 'client-key-data': 'Y2FuYXJ5' }));
    expect(await refusal()).toBe(`${user()}: client-certificate with client-key cannot be used (NOT_A_CERTIFICATE)`);
    await write(kubeconfigOf(cluster, { token }, { 'certificate-authority-data': 'Y2FuYXJ5' }));
    expect(await refusal()).toBe(`${clusterEntry()}: certificate-authority cannot be used (NOT_A_CERTIFICATE)`);
  });

  test('a context, cluster or user that is not there', async () => {
    const whole = kubeconfigOf(cluster, { token });
    await write({ ...whole, 'current-context': '' });
    expect(await refusal()).toContain(`kubeconfig ${kubeconfig()}: current-context is not set: choose one with`);
    await write({ ...whole, 'current-context': 'gone' });
    expect(await refusal()).toBe(`${what}kubeconfig ${kubeconfig()}: context "gone" is not among its contexts`);
    await write({ ...whole, clusters: null });
    expect(await refusal()).toBe(
      `${what}kubeconfig ${kubeconfig()}: cluster "c", named by context "here", is not among its clusters`,
    );
    await write({ ...whole, contexts: [{ name: 'here', context: { cluster: 'c' } }] });
    expect(await refusal()).toBe(`${what}kubeconfig ${kubeconfig()}: context "here": user must name a user`);
  });

  test('a user that is named by an e-mail address, which is not shown', async () => {
    const contexts = [{ name: 'here', context: { cluster: 'c', user: 'ada@acme.example' } }];
    await write({
      ...kubeconfigOf(cluster, {}),
      contexts,
      users: [{ name: 'ada@acme.example', user: { token: 'wrong' } }],
    });
    const message = await refusal();
    expect(message).toContain(
      'the Kubernetes API refused the credentials of the user that is named by an e-mail address',
    );
    expect(message).not.toContain('ada');
  });
});
