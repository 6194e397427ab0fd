import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '../http/secret';
import { errorCode } from '../input/text/read-source';
import { type KubernetesAccess, misconfigured } from './access';

/** Where Kubernetes mounts a pod's service account. */
const mountedAt = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What Kubernetes tells its pods by `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT`. */
export interface ClusterAddress {
  readonly host: string;
  readonly port: string;
}

/** The pod's own service account. Its files are read each time: the kubelet renews the token. Throws `TargetError`. */
export async function serviceAccountAccess(
  { host, port }: ClusterAddress,
  folder: string = mountedAt,
): Promise<KubernetesAccess> {
  const name = host.includes(':') ? `[${host}]` : host;
  const [ca, token] = await Promise.all([readMounted(join(folder, 'ca.crt')), readMounted(join(folder, 'token'))]);
  return { baseUrl: `https://${name}:${port}`, tls: { ca }, token, holder: 'the service account' };
}

async function readMounted(path: string): Promise<Secret> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw misconfigured(`the service account file ${path} cannot be read (${errorCode(error)})`);
  });
  if (text.trim() === '') throw misconfigured(`the service account file ${path} is empty`);
  return new Secret(text.trim());
}
