import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKubeconfigs } from '../../src/kubernetes/kubeconfig-file';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfigs-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

test('of several files the first to name an entry or a current context counts, as for kubectl', async () => {
  await writeFile(at('a'), "current-context: ''\nusers:\n  - name: u\n    user: { tokenFile: one }\n");
  await writeFile(at('b'), 'current-context: b\nusers:\n  - name: u\n    user: {}\n  - name: v\n    user: {}\n');
  await writeFile(at('c'), 'current-context: c\nclusters: null\n');
  const { currentContext, entries, files } = await readKubeconfigs([at('a'), at('none'), at('b'), at('c')]);
  expect(currentContext).toBe('b');
  expect(files).toBe([at('a'), at('b'), at('c')].join(', '));
  expect(entries.user.map(({ name, file }) => [name, file])).toEqual([
    ['u', at('a')],
    ['u', at('b')],
    ['v', at('b')],
  ]);
  expect(entries.user[0]).toMatchObject({ body: { tokenFile: 'one' }, folder });
});

test('files that all do not exist are named, and so is a single one', async () => {
  await expect(readKubeconfigs([at('x'), at('y')])).rejects.toMatchObject({
    code: 'TARGET_MISCONFIGURED',
    message: `none of the kubeconfigs exists: ${at('x')}, ${at('y')}`,
  });
  await expect(readKubeconfigs([at('x')])).rejects.toThrow(`kubeconfig ${at('x')}: does not exist`);
});

test.each([
  ['users:\n  - name: u\n  - user: { token: canary }\n', ':3:5: users[1].name: is missing'],
  ['users:\n  - { name: u }\n  - { name: u }\n', ':2:3: users: has two entries of the same name'],
  ['users: {canary: x}\n', ':1:8: users: must be a list, not a map of names and values'],
  ['users: [\n', ':2:1: the indentation does not fit, or a bracket is not closed'],
  ['canary', 'must be a map of names and values, not text'],
])('%j is refused with its place and without its values', async (content, words) => {
  await writeFile(at('config'), content);
  const error: unknown = await readKubeconfigs([at('config')]).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'TARGET_MISCONFIGURED', message: expect.stringContaining(words) });
  expect(String(error)).not.toContain('canary');
});
