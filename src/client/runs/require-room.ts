import { bytesOf, refusalOfSize } from '../../domain/run/run-size';
import type { User } from '../../domain/tenant/user';
import { ClientError } from '../temporal/client-error';

/** The server starts a run before the run can refuse its users. Throws `ClientError` RUN_REFUSED for more than a run takes. */
export function requireRoom(users: readonly User[]): void {
  const refusal = refusalOfSize(users.length, bytesOf(users));
  if (refusal !== undefined) throw new ClientError('RUN_REFUSED', refusal, 'Split them into several tenants.');
}
