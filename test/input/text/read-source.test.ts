import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { formatProblems } from '../../../src/input/text/problem';
import { readTenantFile } from '../../../src/input/tenant/tenant-file';
import { ada, tenantWith } from '../tenant/tenant-text';

describe('reading a tenant file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenant-file-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function problemOf(path: string): Promise<string> {
    const read = await readTenantFile(path);
    return read.ok ? 'accepted' : formatProblems(read.problems, 'FILE');
  }

  test('takes a file, and standard input for "-"', async () => {
    const path = join(folder, 'tenant.yaml');
    await writeFile(path, tenantWith(ada));
    const fromFile = await readTenantFile(path);
    const fromStdin = await readTenantFile('-', {}, Readable.from([Buffer.from(tenantWith(ada))]));
    expect(fromFile).toMatchObject({ ok: true, value: { tenant: 'acme' } });
    expect(fromStdin).toEqual(fromFile);
  });

  test('takes a named pipe', async () => {
    const path = join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [path]);
    const read = readTenantFile(path);
    await writeFile(path, tenantWith(ada));
    expect(await read).toMatchObject({ ok: true });
  });

  test('refuses a missing file, a folder, and one that is too large, by its size', async () => {
    await writeFile(join(folder, 'large.yaml'), Buffer.alloc(40 * 1024 * 1024, 'a'));
    expect(await problemOf(join(folder, 'none.yaml'))).toBe('FILE: does not exist (check the path)');
    expect(await problemOf(join(folder, 'large.yaml', 'x'))).toBe(
      'FILE: does not exist (a part of its path is a file, not a folder)',
    );
    expect(await problemOf(folder)).toBe('FILE: is a folder (name a file in it)');
    expect(await problemOf(join(folder, 'large.yaml'))).toBe(
      'FILE: is too large: 40.0 MiB, the most is 32 MiB (is this the right file?)',
    );
  });

  test('stops reading what has no end', async () => {
    expect(await problemOf('/dev/zero')).toBe(
      'FILE: is too large: more than that was read, the most is 32 MiB (is this the right file?)',
    );
  });

  test('says when a file may not be read', async () => {
    const path = join(folder, 'locked.yaml');
    await writeFile(path, tenantWith(ada));
    await chmod(path, 0o000);
    const allowed = await readFile(path).then(
      () => true,
      () => false,
    );
    // The superuser may read everything.
    expect(await problemOf(path)).toBe(
      allowed ? 'accepted' : 'FILE: may not be read (give this account the right to read it)',
    );
  });

  test.each([
    ['nothing', Buffer.alloc(0), /^FILE: is empty/],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${tenantWith(ada)}`, 'utf16le'), /^FILE: is UTF-16 text, not UTF-8/],
    ['UTF-16 without a mark', Buffer.from(tenantWith(ada), 'utf16le'), /^FILE: is UTF-16 text, not UTF-8/],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /^FILE: is a binary file, not text/],
    ['Latin-1', Buffer.from('tenant: acme\n# Zo\u00eb\n', 'latin1'), /^FILE:2:1: this line is not UTF-8 text/],
  ])('refuses %s', async (_name, bytes, expected) => {
    const path = join(folder, 'bytes.yaml');
    await writeFile(path, bytes);
    expect(await problemOf(path)).toMatch(expected);
  });
});
