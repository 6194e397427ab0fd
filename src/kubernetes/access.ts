import type { Secret } from '../http/secret';
import type { TlsIdentity } from '../http/tls-identity';
import { TargetError } from '../targets/contract/target';

/** How the Kubernetes API is reached, with credentials as they are now. */
export interface KubernetesAccess {
  readonly baseUrl: string;
  /** The name that the API's certificate is checked against, when it is not the address's. */
  readonly serverName?: string;
  readonly tls: TlsIdentity;
  readonly token?: Secret;
  /** Whose credentials these are, for messages: `the service account`, `user admin of kubeconfig FILE`. */
  readonly holder: string;
}

/** The error for what is wrong with the way to Kubernetes: it names places, never a value. */
export function misconfigured(message: string): TargetError {
  return new TargetError('TARGET_MISCONFIGURED', message);
}
