import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { isCodecConfigured, readCodec } from '../../src/codec/codec';
import { openKeyring } from '../../src/codec/keyring';
import { readEnvironment } from '../../src/input/environment';
import { newKey } from './keys';

const key = newKey();

function refusal(variables: Readonly<Record<string, string>>): unknown {
  try {
    return readCodec(variables);
  } catch (error) {
    return error;
  }
}

it('is on when keys are listed', () => {
  expect(readCodec({ ONBOARD_CODEC_KEYS: 'k1=env:KEY', KEY: key }).on).toBe(true);
  expect([
    isCodecConfigured({ ONBOARD_CODEC_KEYS: 'k1=env:KEY' }),
    isCodecConfigured({ ONBOARD_CODEC_KEYS: '' }),
  ]).toEqual([true, false]);
});

it('takes a key from a file that ends with a line break', () => {
  const folder = mkdtempSync(join(tmpdir(), 'codec-'));
  const file = join(folder, 'key');
  writeFileSync(file, `${key}\n`);
  expect(readCodec({ ONBOARD_CODEC_KEYS: `k1=file:${file}` }).on).toBe(true);
  rmSync(folder, { recursive: true });
});

it('never prints a key', () => {
  const keyring = openKeyring([{ id: 'k1', source: { env: 'KEY' } }], { KEY: key });
  const printed = inspect(keyring.current, { depth: 9, showHidden: true }) + JSON.stringify(keyring.current);
  expect(printed).toContain('k1');
  expect(printed).not.toContain(key.slice(0, 20));
  expect(printed).not.toContain(Buffer.from(key, 'base64').toString('hex').slice(0, 20));
});

it.each([
  ['a key of another length', Buffer.alloc(16, 1).toString('base64')],
  ['a key in hex', Buffer.alloc(32, 1).toString('hex')],
  ['a key with other characters', `${key.slice(0, 42)}*=`],
])('refuses %s, without quoting it', (_, bad) => {
  const error = refusal({ ONBOARD_CODEC_KEYS: 'k1=env:KEY', KEY: bad });
  expect(error).toMatchObject({ code: 'CODEC_MISCONFIGURED', message: expect.stringContaining('KEY') });
  expect(String(error)).not.toContain(bad);
});

it.each([
  ['a variable that is not set', 'k1=env:NOT_SET'],
  ['a file that does not exist', 'k1=file:/nowhere/key'],
])('refuses %s', (_, list) => {
  expect(refusal({ ONBOARD_CODEC_KEYS: list })).toMatchObject({ code: 'CODEC_MISCONFIGURED' });
});

it.each([
  ['an id that is there twice', 'k1=env:KEY,k1=env:KEY', 'k1 twice'],
  ['a key in the list itself', `k1=${key}`, 'entry 1'],
  ['an id without a place', 'k1=env:KEY,k2', 'entry 2'],
  ['an id with blanks', 'the key=env:KEY', 'entry 1'],
  ['a list with nothing at its end', 'k1=env:KEY,', 'entry 2'],
])('refuses %s, as the check of the environment does', (_, list, what) => {
  const error = refusal({ ONBOARD_CODEC_KEYS: list, KEY: key });
  expect(error).toMatchObject({ code: 'CODEC_MISCONFIGURED', message: expect.stringContaining(what) });
  expect(String(error)).not.toContain(key);
  expect(readEnvironment({ ONBOARD_CODEC_KEYS: list })).toMatchObject({ problems: [{ path: 'ONBOARD_CODEC_KEYS' }] });
});
