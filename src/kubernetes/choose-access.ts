import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Variables } from '../input/environment';
import { type KubernetesAccess, misconfigured } from './access';
import { kubeconfigAccess } from './kubeconfig-access';
import { serviceAccountAccess } from './service-account';

/** What the worker configuration says about Kubernetes, paths resolved. */
export interface KubernetesPlace {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** Where the service account is mounted; by default where Kubernetes does that. */
  readonly serviceAccountFolder?: string | undefined;
}

/**
 * The way to Kubernetes: the configuration's kubeconfig or context, else KUBECONFIG, else the service account of the pod,
 * else `~/.kube/config`. Throws `TargetError` when there is none, and for what is wrong with the one that counts.
 */
export async function chooseAccess(variables: Variables, place: KubernetesPlace): Promise<KubernetesAccess> {
  const { kubeconfig, context } = place;
  if (kubeconfig !== undefined) return kubeconfigAccess({ paths: [kubeconfig], context });
  const listed = (variables['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) return kubeconfigAccess({ paths: listed, context });
  const host = variables['KUBERNETES_SERVICE_HOST'] ?? '';
  if (host !== '' && context === undefined) {
    const port = variables['KUBERNETES_SERVICE_PORT'] ?? '443';
    return serviceAccountAccess({ host, port }, place.serviceAccountFolder);
  }
  const own = ownKubeconfig(variables);
  if (own !== undefined) return kubeconfigAccess({ paths: [own], context });
  throw misconfigured(
    'no way to Kubernetes is known: not in a cluster (KUBERNETES_SERVICE_HOST is not set), KUBECONFIG is not set, and there is no ~/.kube/config; name kubernetes.kubeconfig in the worker configuration, or spell the credentials out there',
  );
}

function ownKubeconfig(variables: Variables): string | undefined {
  const home = variables['HOME'] ?? variables['USERPROFILE'] ?? '';
  const path = join(home, '.kube', 'config');
  return home !== '' && existsSync(path) ? path : undefined;
}
