import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { type Checked, wholeProblem } from './problem';

/** The largest input that is read, in bytes. */
export const maxSourceBytes = 32 * 1024 * 1024;

const NodeError = z.object({ code: z.string() });

const refusals: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  ENOENT: ['does not exist', 'check the path'],
  ENOTDIR: ['does not exist', 'a part of its path is a file, not a folder'],
  EISDIR: ['is a folder', 'name a file in it'],
  EACCES: ['may not be read', 'give this account the right to read it'],
  EPERM: ['may not be read', 'give this account the right to read it'],
  ELOOP: ['is a link that leads to itself', 'name the file itself'],
  ENAMETOOLONG: ['has too long a path', 'name a shorter one'],
};

/** The system's code of an error (`ENOENT`), or `unknown`. */
export function errorCode(error: unknown): string {
  const parsed = NodeError.safeParse(error);
  return parsed.success ? parsed.data.code : 'unknown';
}

function unreadable(code: string): Checked<never> {
  const [message, hint] = refusals[code] ?? [`cannot be read (${code})`, 'check the file'];
  return { ok: false, problems: [wholeProblem(message, hint)] };
}

function tooLarge(size: string): Checked<never> {
  const limit = `${maxSourceBytes / 1024 / 1024} MiB`;
  return {
    ok: false,
    problems: [wholeProblem(`is too large: ${size}, the most is ${limit}`, 'is this the right file?')],
  };
}

/** Reads a stream to its end, but never more than `maxSourceBytes`: what is endless is refused, too. */
async function readStream(stream: AsyncIterable<Buffer | string>): Promise<Checked<Buffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      size += bytes.length;
      if (size > maxSourceBytes) return tooLarge('more than that was read');
      chunks.push(bytes);
    }
  } catch (error) {
    return unreadable(errorCode(error));
  }
  return { ok: true, value: Buffer.concat(chunks) };
}

/** The bytes of a file; at most 32 MiB. A regular file that is larger is refused unread. */
export async function readFileSource(path: string): Promise<Checked<Buffer>> {
  if (path === '' || path.includes('\0')) return unreadable('ENOENT');
  try {
    const found = await stat(path);
    if (found.isDirectory()) return unreadable('EISDIR');
    if (found.isFile() && found.size > maxSourceBytes) return tooLarge(`${(found.size / 1024 / 1024).toFixed(1)} MiB`);
  } catch (error) {
    return unreadable(errorCode(error));
  }
  return readStream(createReadStream(path));
}

/** The bytes of a file, or of `stdin` for `-`; at most 32 MiB. */
export async function readSource(path: string, stdin: Readable): Promise<Checked<Buffer>> {
  return path === '-' ? readStream(stdin) : readFileSource(path);
}
