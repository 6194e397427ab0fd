import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareCertificates } from '../../simulator/server/certificates';

const names = ['127.0.0.1', '::1', 'localhost', 'coreapi.mas-inst1-core.svc.cluster.local'];

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'simulator-certificates-'));
  await prepareCertificates(dir, names);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const file = (name: string) => readFile(join(dir, name), 'utf8');

describe('prepareCertificates', () => {
  it('makes a server certificate for every name, signed by its authority', async () => {
    const ca = new X509Certificate(await file('ca.crt'));
    const server = new X509Certificate(await file('server.crt'));
    expect(ca.ca).toBe(true);
    expect(server.verify(ca.publicKey)).toBe(true);
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(server.checkIP('::1')).toBe('::1');
    expect(server.checkHost('localhost')).toBe('localhost');
    expect(server.checkHost('coreapi.mas-inst1-core.svc.cluster.local')).toBeDefined();
    expect(server.checkHost('coreapi.mas-inst2-core.svc.cluster.local')).toBeUndefined();
  });

  it('makes certificates that are good for one side of the connection only', async () => {
    const [serverAuth, clientAuth] = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'];
    expect(new X509Certificate(await file('server.crt')).keyUsage).toEqual([serverAuth]);
    expect(new X509Certificate(await file('client.crt')).keyUsage).toEqual([clientAuth]);
  });

  it('reuses what is there while it is good for the names', async () => {
    const before = await file('server.crt');
    await prepareCertificates(dir, names.slice(1));
    expect(await file('server.crt')).toBe(before);
  });

  it('makes all anew for a name that the certificate lacks', async () => {
    const before = await file('ca.crt');
    await prepareCertificates(dir, [...names, 'mas.example']);
    expect(await file('ca.crt')).not.toBe(before);
    expect(new X509Certificate(await file('server.crt')).checkHost('mas.example')).toBe('mas.example');
  });

  it.each([
    ['is damaged', () => 'not a certificate'],
    ['belongs to another key', async () => file('server.key')],
  ])('makes all anew when a file %s', async (_what, content) => {
    const before = await file('ca.crt');
    await writeFile(join(dir, 'client.key'), await content());
    const made = await prepareCertificates(dir, names);
    expect(made.ca).not.toBe(before);
    expect(await file('client.key')).toBe(made.client.key);
  });
});
