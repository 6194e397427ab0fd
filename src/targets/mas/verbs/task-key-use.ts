import type { Task } from '../../contract/target';
import type { KeyUse } from '../manage/manage-access';

type KeyTask = Pick<Task<'group'>, 'signal' | 'reportLease' | 'withdrawLease' | 'readOnly'>;

/** How a step uses a key: what it makes, it tells before. */
export function keyUseOf({ signal, reportLease, withdrawLease, readOnly }: KeyTask): KeyUse {
  if (readOnly === true) return { signal, readOnly };
  return { signal, leases: { report: reportLease, withdraw: withdrawLease } };
}
