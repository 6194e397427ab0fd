import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyFiles, wideFiles } from '../../src/codec/wide-files';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wide-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  [0o600, false],
  [0o640, false],
  [0o400, false],
  [0o660, true],
  [0o644, true],
  [0o602, true],
])('a key file of mode %o is told of: %s', (mode, told) => {
  const file = join(folder, mode.toString(8));
  writeFileSync(file, 'key');
  chmodSync(file, mode);
  expect(wideFiles(keyFiles({ ONBOARD_CODEC_KEYS: `a=env:KEY,b=file:${file},c=file:${folder}/none` }))).toEqual(
    told ? [file] : [],
  );
});
