import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describeReference, type SecretReference } from '../domain/tenant/secret-reference';
import { processVariables, type Variables } from '../input/environment';
import type { CertificateWatch } from '../http/certificate-watch';
import { HttpError } from '../http/http-error';
import { Secret } from '../http/secret';
import { readCertificates } from '../http/tls-identity';
import { errorCode } from '../input/text/read-source';
import type { KubernetesPlace } from '../kubernetes/choose-access';
import { createKubernetesReader } from '../kubernetes/secret-reader';
import { TargetError } from '../targets/contract/target';

export interface SecretOpenerOptions {
  readonly variables?: Variables;
  /** What relative file references start from; the working directory by default. */
  readonly directory?: string;
  /** The way to Kubernetes, as far as the configuration says; paths are relative to `directory`. */
  readonly kubernetes?: KubernetesPlace;
  /** Sees every certificate that is opened. */
  readonly certificates?: CertificateWatch;
}

function misconfigured(reference: SecretReference, why: string): TargetError {
  return new TargetError('TARGET_MISCONFIGURED', `${describeReference(reference)} ${why}`);
}

const fileFaults: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by the account of the worker',
  EISDIR: 'is a folder',
};

async function readSecretFile(path: string, reference: SecretReference): Promise<string> {
  try {
    const text = await readFile(path, 'utf8');
    return text.replace(/\r?\n$/, '');
  } catch (error) {
    const code = errorCode(error);
    throw misconfigured(reference, fileFaults[code] ?? `cannot be read (${code})`);
  }
}

/**
 * An opener of secret references. Nothing is kept: a file or Kubernetes secret that changed is read anew. A last line
 * break of a file is dropped. It throws `TargetError` that names the reference and no value: `TARGET_MISCONFIGURED` for
 * one that is missing, empty or not allowed, and `TARGET_UNAVAILABLE` when Kubernetes does not answer.
 */
export function createSecretOpener(options: SecretOpenerOptions = {}): (reference: SecretReference) => Promise<Secret> {
  const { variables = processVariables(), directory = '.', kubernetes = {}, certificates } = options;
  const { kubeconfig } = kubernetes;
  const place = kubeconfig === undefined ? kubernetes : { ...kubernetes, kubeconfig: resolve(directory, kubeconfig) };
  const readKubernetes = createKubernetesReader({ variables, place, certificates });

  const read = async (reference: SecretReference): Promise<string> => {
    if ('env' in reference) {
      const value = variables[reference.env];
      if (value === undefined) throw misconfigured(reference, 'is not set');
      return value;
    }
    if ('file' in reference) return readSecretFile(resolve(directory, reference.file), reference);
    return readKubernetes(reference.kubernetes);
  };

  return async (reference) => {
    const value = await read(reference);
    if (value.trim() === '') throw misconfigured(reference, 'is empty');
    const secret = new Secret(value);
    if (certificates !== undefined && value.includes(pemCertificate)) watch(reference, secret, certificates);
    return secret;
  };
}

const pemCertificate = '-----BEGIN CERTIFICATE-----';

function watch(reference: SecretReference, secret: Secret, certificates: CertificateWatch): void {
  try {
    certificates.see(describeReference(reference), readCertificates(secret));
  } catch (error) {
    // Whoever uses it says what is wrong with it.
    if (!(error instanceof HttpError)) throw error;
  }
}
