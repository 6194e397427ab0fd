import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

/** As much of a Kubernetes API as a reader of secrets needs, with the secrets of the simulated MAS, and a kubeconfig for it. */
export async function startCluster({ folder, certDir, instance, superuser }) {
  const secrets = secretsOf({ certDir, instance, superuser });
  const server = createServer((request, response) => {
    const body = answerTo(new URL(request.url, 'http://cluster').pathname, secrets);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { kind: 'Status', status: 'Failure', code: 404 }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(`http://127.0.0.1:${server.address().port}`)));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { kubeconfig, close };
}

function kubeconfigOf(server) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'simulated',
    clusters: [{ name: 'simulated', cluster: { server } }],
    users: [{ name: 'pipeline', user: {} }],
    contexts: [{ name: 'simulated', context: { cluster: 'simulated', user: 'pipeline' } }],
  };
}

/** The names are those of the contract, section "Three services, three ways to authenticate". */
function secretsOf({ certDir, instance, superuser }) {
  const file = (name) => readFileSync(join(certDir, name), 'utf8');
  const ca = { 'ca.crt': file('ca.crt') };
  const client = { 'tls.crt': file('client.crt'), 'tls.key': file('client.key') };
  return {
    [`mas-${instance}-core/${instance}-credentials-superuser`]: superuser,
    [`mas-${instance}-core/${instance}-admindashboard-cert-internal`]: ca,
    [`mas-${instance}-core/${instance}-coreapi-cert-internal`]: ca,
    [`mas-${instance}-manage/${instance}-internal-manage-tls`]: { ...ca, ...client },
  };
}

const secretPath = /^\/api\/v1\/namespaces\/([^/]+)\/secrets\/([^/]+)$/;

const discovery = {
  '/version': { major: '1', minor: '31', gitVersion: 'v1.31.0' },
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
  '/api/v1': {
    kind: 'APIResourceList',
    groupVersion: 'v1',
    resources: [{ name: 'secrets', singularName: 'secret', namespaced: true, kind: 'Secret', verbs: ['get'] }],
  },
};

function answerTo(path, secrets) {
  const [, namespace, name] = secretPath.exec(path) ?? [];
  if (name === undefined) return discovery[path];
  const values = secrets[`${namespace}/${name}`];
  if (values === undefined) return undefined;
  const data = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, data: Object.fromEntries(data) };
}
