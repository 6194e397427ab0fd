import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';

/** Where a worker finds the simulator and the files that it needs; all paths absolute. */
export interface Reach {
  readonly url: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly usernameFile: string;
  readonly passwordFile: string;
}

/** Writes the worker configuration (design, section 4) with one instance of a system. It holds references, no secret. */
export async function writeWorkerConfiguration(
  path: string,
  target: { readonly system: string; readonly instance: string; readonly settings: object },
): Promise<void> {
  const { system, instance, settings } = target;
  await writeFile(path, stringify({ targets: { [system]: { [instance]: settings } } }));
}
