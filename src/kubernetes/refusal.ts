import { z } from 'zod';
import type { FailureCode } from '../domain/failures/failures';
import { describeReference } from '../domain/tenant/secret-reference';
import type { HttpAnswer } from '../http/request';
import { TargetError } from '../targets/contract/target';
import { misconfigured } from './access';

/** One key of one secret. */
export interface KubernetesKey {
  readonly namespace: string;
  readonly secret: string;
  readonly key: string;
}

/** `metav1.Status` of the Kubernetes API: what it answers in place of what was asked for. */
const Status = z.object({ message: z.string() });

/** The error for an answer that is no secret. `holder`: whose credentials were used, in words. */
export function refusal(answer: HttpAnswer, wanted: KubernetesKey, holder: string): TargetError {
  const what = describeReference({ kubernetes: wanted });
  const { namespace, secret } = wanted;
  if (answer.status === 404) return misconfigured(`${what}: there is no such secret in namespace ${namespace} (404)`);
  if (answer.status === 403) {
    const rule = `apiGroups [""], resources ["secrets"], resourceNames ["${secret}"], verbs ["get"]`;
    return misconfigured(
      `${what}: ${accountIn(answer) ?? holder} may not get it (403): bind it to a Role in namespace ${namespace} with ${rule}`,
    );
  }
  if (answer.status === 401) {
    return misconfigured(`${what}: the Kubernetes API refused the credentials of ${holder} (401)`);
  }
  const isPassing = answer.status >= 500 || answer.status === 429;
  const code: FailureCode = isPassing ? 'TARGET_UNAVAILABLE' : 'TARGET_MISCONFIGURED';
  return new TargetError(code, `${what}: the Kubernetes API answered ${answer.status}`);
}

// Nothing else of the message is shown: another kind of account may be a person.
function accountIn({ body }: HttpAnswer): string | undefined {
  const message = Status.safeParse(body).data?.message ?? '';
  const [, namespace, name] = /"system:serviceaccount:([a-z0-9-]{1,63}):([a-z0-9.-]{1,253})"/.exec(message) ?? [];
  return namespace === undefined || name === undefined ? undefined : `service account ${namespace}/${name}`;
}
