// Puts the command line, with the packages that it needs at once, into a file for the start and one for what each command
// loads: reading two hundred small files took most of the time of `onboard --help`. It replaces what the compiler made of
// the two doors. The files lie as deep as those that they are made of, some of which look for others by `../..`.
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './checkout.mjs';

const doors = ['main', 'command-line'];
const inlined = /^(?:commander|csv-parse|yaml|zod)(?:\/|$)/;

export async function bundleCommand(dist) {
  const bundle = await rolldown({
    input: Object.fromEntries(doors.map((door) => [door, join(root, 'src', 'cli', `${door}.ts`)])),
    platform: 'node',
    external: (id) => !/^[./]/.test(id) && !inlined.test(id),
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  });
  await bundle.write({
    dir: join(dist, 'src', 'cli'),
    format: 'cjs',
    sourcemap: true,
    chunkFileNames: '[name]-[hash].js',
  });
  await bundle.close();
}
