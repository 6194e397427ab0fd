import type { Task } from '../target';
import type { ManageApiKey } from './manage-api-key';

type LeaseTask = Pick<Task<'group'>, 'person' | 'attempt' | 'present' | 'reportLease'>;

/** Says which task answers for a key: it reports the key's id as a lease, and the end of its run deletes the key. */
export interface KeyLeases {
  /** To be called when an attempt begins: it reports a key that an earlier attempt answers for. */
  begin(task: LeaseTask): void;
  /** To be called with every key the task uses. */
  use(task: LeaseTask, key: ManageApiKey): void;
  /** To be called when a key was deleted. */
  forget(key: string): void;
}

const mostRemembered = 10_000;

/**
 * A key that this process made belongs to the first task that uses it, and to all its attempts. A key that was found
 * belongs to nobody here, with one exception: when an earlier attempt of the task ran in another process, which may have
 * died with the answer in its hands, and the key came up after the run's start, it is taken for that attempt's.
 * Attempts are counted for each step, so steps have leases of their own, which share `owners` (key to person).
 */
export function createKeyLeases(owners: Map<string, string> = new Map()): KeyLeases {
  const firstAttemptHere = new Map<string, number>();

  function mayOwn(task: LeaseTask, key: ManageApiKey): boolean {
    if (key.origin === 'made') return true;
    return !task.present.includes(key.id) && (firstAttemptHere.get(task.person.id) ?? task.attempt) > 1;
  }

  return {
    begin(task) {
      const { person, attempt } = task;
      if (firstAttemptHere.size >= mostRemembered) firstAttemptHere.clear();
      if (attempt === 1 || !firstAttemptHere.has(person.id)) firstAttemptHere.set(person.id, attempt);
      if (attempt === 1) return;
      for (const [key, owner] of owners) if (owner === person.id) task.reportLease(key);
    },
    use(task, key) {
      const owner = owners.get(key.id);
      if (owner === undefined && mayOwn(task, key)) owners.set(key.id, task.person.id);
      if (owners.get(key.id) === task.person.id) task.reportLease(key.id);
    },
    forget: (key) => void owners.delete(key),
  };
}
