import type { PageAnswer } from '../../../http/client';
import type { Refusals } from '../refusal';
import type { Call, Service } from '../service';
import type { SharedValue } from '../shared-value';

export interface Authorisation<T> {
  readonly service: Service;
  readonly credential: Pick<SharedValue<T>, 'get' | 'drop'>;
  /** Puts the credential into a call. */
  readonly attach: (call: Call, credential: T) => Call;
  /** The credential in words: `log-in`, `API key`. */
  readonly name: string;
  readonly refusals: Pick<Refusals, 'error'>;
}

/**
 * Sends a call with a shared credential. A 401 drops exactly the credential that was refused and sends the call once
 * more with the next one. Throws CREDENTIALS_REJECTED when that is refused too.
 */
export async function sendAuthorised<T>(
  by: Authorisation<T>,
  call: Call,
  use: { readonly signal: AbortSignal | undefined },
): Promise<PageAnswer> {
  const { service, credential, attach } = by;
  const attempt = async () => {
    const used = await credential.get(use.signal);
    const answer = await service.send(attach(call, used), use.signal);
    if (answer.status === 401) credential.drop(used);
    return answer;
  };

  const answer = await attempt();
  if (answer.status !== 401) return answer;
  const again = await attempt();
  if (again.status !== 401) return again;
  throw by.refusals.error('CREDENTIALS_REJECTED', {
    what: call.what,
    answer: again,
    addition: `, also with a new ${by.name}`,
  });
}
