import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { FailureCode } from './domain/failures';
import { describeReference } from './domain/secret-reference';
import type { Variables } from './environment';
import { createHttpClient, type HttpAnswer } from './http/client';
import { HttpError, type HttpErrorKind } from './http/http-error';
import { Secret } from './http/secret';
import { errorCode } from './input/read-source';
import { TargetError } from './targets/target';

/** One key of one secret. */
export interface KubernetesKey {
  readonly namespace: string;
  readonly secret: string;
  readonly key: string;
}

/** How the Kubernetes API is reached. */
export interface KubernetesAccess {
  readonly address: string;
  readonly tokenFile: string;
  readonly caFile: string;
}

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';
const permanentKinds: readonly HttpErrorKind[] = ['tls', 'redirect', 'unsendable'];

const KubernetesSecret = z.object({ data: z.record(z.string(), z.base64()).nullish() });

function misconfigured(message: string): TargetError {
  return new TargetError('TARGET_MISCONFIGURED', message);
}

/** As Kubernetes tells its pods: by two variables and a mounted service account. */
function accessOf(variables: Variables, given: Partial<KubernetesAccess>, wanted: KubernetesKey): KubernetesAccess {
  const host = variables['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = variables['KUBERNETES_SERVICE_PORT'] ?? '443';
  if (given.address === undefined && host === '') {
    const what = describeReference({ kubernetes: wanted });
    throw misconfigured(
      `${what} is only to be had in a cluster: KUBERNETES_SERVICE_HOST is not set; spell the credentials out in the worker configuration`,
    );
  }
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    address: given.address ?? `https://${name}:${port}`,
    tokenFile: given.tokenFile ?? `${serviceAccount}/token`,
    caFile: given.caFile ?? `${serviceAccount}/ca.crt`,
  };
}

async function readMounted(path: string): Promise<Secret> {
  try {
    return new Secret((await readFile(path, 'utf8')).trim());
  } catch (error) {
    throw misconfigured(`the service account file ${path} cannot be read (${errorCode(error)})`);
  }
}

async function getSecret(access: KubernetesAccess, { namespace, secret }: KubernetesKey): Promise<HttpAnswer> {
  // Read each time: the kubelet renews the token.
  const [ca, token] = await Promise.all([readMounted(access.caFile), readMounted(access.tokenFile)]);
  const client = createHttpClient({ baseUrl: access.address, tls: { ca } });
  try {
    return await client.request({
      method: 'GET',
      path: '/api/v1/namespaces/{namespace}/secrets/{secret}',
      parts: { namespace, secret },
      headers: { authorization: new Secret(`Bearer ${token.open()}`) },
    });
  } finally {
    client.close();
  }
}

function unanswered(error: unknown, what: string): unknown {
  if (!(error instanceof HttpError)) return error;
  const code: FailureCode = permanentKinds.includes(error.kind) ? 'TARGET_MISCONFIGURED' : 'TARGET_UNAVAILABLE';
  return new TargetError(code, `${what}: the Kubernetes API: ${error.message}`);
}

function refused({ status }: HttpAnswer, what: string, wanted: KubernetesKey): TargetError {
  const { namespace, secret } = wanted;
  if (status === 404) return misconfigured(`${what}: there is no such secret in namespace ${namespace} (404)`);
  if (status === 403) {
    const rule = `apiGroups [""], resources ["secrets"], resourceNames ["${secret}"], verbs ["get"]`;
    return misconfigured(
      `${what}: the worker's service account needs a Role in namespace ${namespace} with ${rule} (403)`,
    );
  }
  if (status === 401) return misconfigured(`${what}: the Kubernetes API refused the service account's token (401)`);
  const code: FailureCode = status >= 500 || status === 429 ? 'TARGET_UNAVAILABLE' : 'TARGET_MISCONFIGURED';
  return new TargetError(code, `${what}: the Kubernetes API answered ${status}`);
}

function valueIn(answer: HttpAnswer, what: string, { key }: KubernetesKey): string {
  const parsed = KubernetesSecret.safeParse(answer.body);
  if (!parsed.success) throw new TargetError('UNEXPECTED_RESPONSE', `${what}: the Kubernetes API answered no secret`);
  const data = new Map(Object.entries(parsed.data.data ?? {}));
  const value = data.get(key);
  if (value === undefined) throw misconfigured(`${what}: the secret has no such key`);
  return Buffer.from(value, 'base64').toString('utf8');
}

/**
 * A reader of secrets of the cluster the worker runs in, with its service account: `GET /api/v1/namespaces/{ns}/secrets/{name}`
 * of the Kubernetes API. Throws `TargetError`; a 403 names the right that is missing.
 */
export function createKubernetesReader(
  variables: Variables,
  given: Partial<KubernetesAccess>,
): (wanted: KubernetesKey) => Promise<string> {
  return async (wanted) => {
    const what = describeReference({ kubernetes: wanted });
    const access = accessOf(variables, given, wanted);
    const answer = await getSecret(access, wanted).catch((error: unknown) => {
      throw unanswered(error, what);
    });
    if (answer.status !== 200) throw refused(answer, what, wanted);
    return valueIn(answer, what, wanted);
  };
}
