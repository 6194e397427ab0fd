import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const Manifest = z.object({ name: z.literal('tenant-onboarding'), version: z.string() });

/** The version of this software, as its package.json says. */
export function version(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return Manifest.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
  }
  throw new Error('package.json was not found');
}
