import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chooseAccess } from '../../src/kubernetes/choose-access';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'access-'));
  await mkdir(join(folder, '.kube'));
  for (const name of ['set', 'listed', join('.kube', 'config')]) await writeFile(join(folder, name), kubeconfig(name));
  await writeFile(join(folder, 'ca.crt'), 'CA\n');
  await writeFile(join(folder, 'token'), 'mounted\n');
});
afterEach(() => rm(folder, { recursive: true }));

function kubeconfig(name: string): string {
  const server = `https://${name.split('/').at(-1)}.example`;
  return JSON.stringify({
    'current-context': 'one',
    contexts: ['one', 'two'].map((context) => ({ name: context, context: { cluster: context, user: 'u' } })),
    clusters: [
      { name: 'one', cluster: { server } },
      { name: 'two', cluster: { server: `${server}/two` } },
    ],
    users: [{ name: 'u', user: { token: 'token' } }],
  });
}

const inPod = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' };

test.each([
  ['the kubeconfig of the configuration', { KUBECONFIG: 'listed' }, { kubeconfig: 'set' }, 'https://set.example'],
  ['its context', {}, { kubeconfig: 'set', context: 'two' }, 'https://set.example/two'],
  ['KUBECONFIG, also in a pod', { KUBECONFIG: 'listed', ...inPod }, {}, 'https://listed.example'],
  [
    'KUBECONFIG with the context of the configuration',
    { KUBECONFIG: 'listed' },
    { context: 'two' },
    'https://listed.example/two',
  ],
  ['the service account of a pod', { HOME: '', ...inPod }, {}, 'https://[fd00::1]:6443'],
  [
    'the service account, though KUBECONFIG is set to nothing',
    { KUBECONFIG: '', HOME: '', ...inPod },
    {},
    'https://[fd00::1]:6443',
  ],
  ['~/.kube/config', { HOME: '' }, {}, 'https://config.example'],
  [
    '~/.kube/config in a pod when a context is named',
    { HOME: '', ...inPod },
    { context: 'two' },
    'https://config.example/two',
  ],
])('%s counts', async (...[, variables, place, baseUrl]) => {
  const absolute = Object.entries(variables).map(([name, value]) => [
    name,
    name === 'HOME' || (name === 'KUBECONFIG' && value !== '') ? join(folder, value) : value,
  ]);
  const named = 'kubeconfig' in place ? { ...place, kubeconfig: join(folder, place.kubeconfig) } : place;
  const access = await chooseAccess(Object.fromEntries(absolute), { ...named, serviceAccountFolder: folder });
  expect(access.baseUrl).toBe(baseUrl);
});

test('several files of KUBECONFIG are merged', async () => {
  const KUBECONFIG = [join(folder, 'none'), join(folder, 'listed')].join(delimiter);
  await expect(chooseAccess({ KUBECONFIG }, {})).resolves.toMatchObject({ baseUrl: 'https://listed.example' });
});

test('with none of them, each is named', async () => {
  const chosen = chooseAccess({ HOME: join(folder, '.kube') }, {});
  await expect(chosen).rejects.toMatchObject({ code: 'TARGET_MISCONFIGURED' });
  await expect(chosen).rejects.toThrow(
    /KUBERNETES_SERVICE_HOST.*KUBECONFIG.*~\/\.kube\/config.*kubernetes\.kubeconfig/,
  );
});
