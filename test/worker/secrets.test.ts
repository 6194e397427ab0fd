import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type CertificateEnd, certificateEndText, createCredentials } from '../../src/worker/credentials';
import { createSecretOpener } from '../../src/worker/secrets';
import { createAuthority } from '../http/server/authority';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a secret in the environment', () => {
  test('is opened by name, and prints as a secret', async () => {
    const secret = await createSecretOpener({ variables: { MAS_PASSWORD: ' geheim ' } })({ env: 'MAS_PASSWORD' });
    expect(secret.open()).toBe(' geheim ');
    expect(`${String(secret)} ${JSON.stringify({ secret })} ${inspect({ secret })}`).not.toContain('geheim');
  });

  test('that is not set or empty is a misconfiguration that names the variable', async () => {
    const open = createSecretOpener({ variables: { EMPTY: '' } });
    await expect(open({ env: 'NONE' })).rejects.toMatchObject({
      code: 'TARGET_MISCONFIGURED',
      message: 'environment variable NONE is not set',
    });
    await expect(open({ env: 'EMPTY' })).rejects.toMatchObject({
      code: 'TARGET_MISCONFIGURED',
      message: 'environment variable EMPTY is empty',
    });
  });
});

describe('a secret in a file', () => {
  test('is read without its last line break, from the folder of the configuration', async () => {
    await writeFile(join(folder, 'unix'), 'a\nb\n\n');
    await writeFile(join(folder, 'windows'), 'geheim\r\n');
    const open = createSecretOpener({ directory: folder });
    expect((await open({ file: 'unix' })).open()).toBe('a\nb\n');
    expect((await open({ file: join(folder, 'windows') })).open()).toBe('geheim');
  });

  test('is read anew each time, so that a new password counts', async () => {
    const open = createSecretOpener({ directory: folder });
    await writeFile(join(folder, 'password'), 'old');
    expect((await open({ file: 'password' })).open()).toBe('old');
    await writeFile(join(folder, 'password'), 'new');
    expect((await open({ file: 'password' })).open()).toBe('new');
  });

  test('that is missing, a folder, empty or locked is a misconfiguration that names the file', async () => {
    const open = createSecretOpener({ directory: folder });
    await writeFile(join(folder, 'empty'), '\n');
    await expect(open({ file: 'none' })).rejects.toMatchObject({
      code: 'TARGET_MISCONFIGURED',
      message: 'file none does not exist',
    });
    await expect(open({ file: '.' })).rejects.toMatchObject({ message: 'file . is a folder' });
    await expect(open({ file: 'empty' })).rejects.toMatchObject({ message: 'file empty is empty' });
    await writeFile(join(folder, 'locked'), 'geheim');
    await chmod(join(folder, 'locked'), 0o000);
    const opened = await open({ file: 'locked' }).catch(String);
    // The superuser may read everything.
    const expected =
      process.getuid?.() === 0 ? '[secret]' : 'TargetError: file locked may not be read by the account of the worker';
    expect(String(opened)).toBe(expected);
  });
});

describe('a certificate that is opened', () => {
  const authority = createAuthority('Test CA');

  async function endsOf(text: string): Promise<CertificateEnd[]> {
    const { openSecret, certificates } = createCredentials({ variables: { PEM: text } });
    const ends: CertificateEnd[] = [];
    certificates.tell((end) => ends.push(end));
    await openSecret({ env: 'PEM' });
    return ends;
  }

  test('near its end is told of by its reference', async () => {
    const { cert } = authority.issue(['ada'], 8);
    const ends = await endsOf(cert);
    expect(ends).toEqual([{ certificate: 'environment variable PEM', daysLeft: 7 }]);
    expect(ends.map(certificateEndText)).toEqual(['environment variable PEM: the certificate ends in 7 days']);
  });

  test('far from its end, or cut off, is opened like any value', async () => {
    expect(await endsOf(authority.issue(['ada']).cert)).toEqual([]);
    expect(await endsOf(authority.ca.slice(0, 60))).toEqual([]);
  });

  test.each([
    [1, 'x: the certificate ends in 1 day'],
    [0, 'x: the certificate ends in 0 days'],
    [-1, 'x: the certificate has ended'],
  ])('with %s days left is put into words', (daysLeft, text) => {
    expect(certificateEndText({ certificate: 'x', daysLeft })).toBe(text);
  });
});
