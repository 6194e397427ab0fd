import { z } from 'zod';
import type { FailureCode } from '../domain/failures/failures';
import { describeReference } from '../domain/tenant/secret-reference';
import type { Variables } from '../input/environment';
import type { CertificateWatch } from '../http/certificate-watch';
import { createHttpClient } from '../http/client';
import type { HttpAnswer } from '../http/request';
import { HttpError, type HttpErrorKind } from '../http/http-error';
import { Secret } from '../http/secret';
import { readCertificates } from '../http/tls-identity';
import { TargetError } from '../targets/contract/target';
import { type KubernetesAccess, misconfigured } from './access';
import { chooseAccess, type KubernetesPlace } from './choose-access';
import { type KubernetesKey, refusal } from './refusal';

export interface KubernetesReaderParts {
  readonly variables: Variables;
  readonly place: KubernetesPlace;
  /** Sees the certificates of the way to Kubernetes. */
  readonly certificates?: CertificateWatch | undefined;
}

const permanentKinds: readonly HttpErrorKind[] = ['tls', 'redirect', 'unsendable'];
const keyName = /^[-._a-zA-Z0-9]{1,253}$/;
const maxNamedKeys = 20;

// Values are checked one by one: what is wrong with another key is none of ours.
const KubernetesSecret = z.object({ data: z.record(z.string(), z.unknown()).nullish() });
const Value = z.base64();

/**
 * A reader of Kubernetes secrets: `GET /api/v1/namespaces/{ns}/secrets/{name}` of the Kubernetes API, with the access that
 * `chooseAccess` finds anew each time. A value is answered byte for byte. Throws `TargetError`; a 403 names the right that is missing.
 */
export function createKubernetesReader(parts: KubernetesReaderParts): (wanted: KubernetesKey) => Promise<string> {
  return async (wanted) => {
    const what = describeReference({ kubernetes: wanted });
    const { access, answer } = await ask(parts, wanted).catch((error: unknown) => {
      throw unanswered(error, what);
    });
    if (answer.status !== 200) throw refusal(answer, wanted, access.holder);
    return valueIn(answer, what, wanted);
  };
}

async function ask({ variables, place, certificates }: KubernetesReaderParts, { namespace, secret }: KubernetesKey) {
  const access = await chooseAccess(variables, place);
  watch(access, certificates);
  const { baseUrl, serverName, tls, token } = access;
  const onServer =
    certificates &&
    ((chain: Parameters<CertificateWatch['see']>[1]) => certificates.see(`server certificate of ${baseUrl}`, chain));
  const client = createHttpClient({ baseUrl, tls, serverName, onServer });
  try {
    const answer = await client.request({
      method: 'GET',
      path: '/api/v1/namespaces/{namespace}/secrets/{secret}',
      parts: { namespace, secret },
      headers: token === undefined ? {} : { authorization: new Secret(`Bearer ${token.open()}`) },
    });
    return { access, answer };
  } finally {
    client.close();
  }
}

function watch({ tls, holder }: KubernetesAccess, certificates: CertificateWatch | undefined): void {
  if (tls.certificate === undefined) return;
  certificates?.see(`client certificate of ${holder}`, readCertificates(tls.certificate.cert));
}

function unanswered(error: unknown, what: string): unknown {
  if (error instanceof TargetError) return new TargetError(error.code, `${what}: ${error.message}`);
  if (!(error instanceof HttpError)) return error;
  const code: FailureCode = permanentKinds.includes(error.kind) ? 'TARGET_MISCONFIGURED' : 'TARGET_UNAVAILABLE';
  return new TargetError(code, `${what}: the Kubernetes API: ${error.message}`);
}

function valueIn(answer: HttpAnswer, what: string, { key }: KubernetesKey): string {
  const parsed = KubernetesSecret.safeParse(answer.body);
  const unexpected = () => new TargetError('UNEXPECTED_RESPONSE', `${what}: the Kubernetes API answered no secret`);
  if (!parsed.success) throw unexpected();
  const data = new Map(Object.entries(parsed.data.data ?? {}));
  const value = data.get(key);
  if (value === undefined) throw misconfigured(`${what}: the secret has no such key; ${namesOf([...data.keys()])}`);
  const encoded = Value.safeParse(value);
  if (!encoded.success) throw unexpected();
  return Buffer.from(encoded.data, 'base64').toString('utf8');
}

function namesOf(keys: readonly string[]): string {
  const names = keys.filter((key) => keyName.test(key)).toSorted();
  if (names.length === 0) return 'it has none';
  const more = names.length > maxNamedKeys ? ` and ${names.length - maxNamedKeys} more` : '';
  return `it has ${names.slice(0, maxNamedKeys).join(', ')}${more}`;
}
