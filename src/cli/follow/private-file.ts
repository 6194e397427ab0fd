import { rename, rm, writeFile } from 'node:fs/promises';
import { errorCode } from '../../input/text/read-source';
import type { Context } from '../command/context';
import { pathFrom } from '../terminal/host';
import { UsageError } from '../command/usage-error';

/** Writes a file whole or not at all, readable by its owner only. Throws `UsageError` when it cannot be written. */
export async function writePrivateFile({ host }: Pick<Context, 'host'>, path: string, text: string): Promise<void> {
  const whole = pathFrom(host, path);
  const half = `${whole}.${process.pid}.tmp`;
  try {
    await writeFile(half, text, { mode: 0o600, flag: 'wx' });
    await rename(half, whole);
  } catch (error) {
    await rm(half, { force: true }).catch(() => undefined);
    throw new UsageError(`${path} cannot be written (${errorCode(error)}).`, 'Name a file in a folder you may write.');
  }
}
