import type { Task } from '../../contract/target';
import type { ManageApiKey } from './manage-api-key';

export type LeaseTask = Pick<Task<'group'>, 'person' | 'attempt' | 'present' | 'reportLease'>;

type Origin = Pick<ManageApiKey, 'id' | 'origin'>;

/** Who answers for a key, by its id. */
export type KeyOwners = Map<string, { readonly person: string; readonly key: Origin }>;

/** Says which task answers for a key: it reports the key's id as a lease, and the end of its run deletes the key. */
export interface KeyLeases {
  /** To be called when an attempt begins: it reports a key that an earlier attempt answers for. */
  begin(task: LeaseTask): void;
  /** To be called with every key the task uses. */
  use(task: LeaseTask, key: ManageApiKey): void;
  /** The keys that tasks in this process answer for and that a run may delete. */
  owned(present: readonly string[]): string[];
  /** To be called when a key was deleted. */
  forget(key: string): void;
}

/** The leases of the way back, by step. */
export type DepartureLeases = Readonly<Record<'inspect' | 'ungroup' | 'deprovision', KeyLeases>>;

export function createDepartureLeases(owners: KeyOwners): DepartureLeases {
  return {
    inspect: createKeyLeases(owners),
    ungroup: createKeyLeases(owners),
    deprovision: createKeyLeases(owners),
  };
}

/** Stands in `present` when the keys that were there before the run could not be listed: any found key may be one. */
export const anyFoundKey = '*';

/** Whether a run may delete a key: it was not there before. */
export function mayDelete(present: readonly string[], { id, origin }: Origin): boolean {
  if (present.includes(id)) return false;
  return origin === 'made' || !present.includes(anyFoundKey);
}

const mostRemembered = 10_000;

/**
 * A key that this process made belongs to the first task that uses it, and to all its attempts. A key that was found
 * belongs to nobody here, with one exception: when an earlier attempt of the task ran in another process, which may have
 * died with the answer in its hands, and the key came up after the run's start, it is taken for that attempt's. A key
 * that was there before the run is nobody's, whoever is thought to have made it. Attempts are counted for each step, so
 * steps have leases of their own, which share `owners`.
 */
export function createKeyLeases(owners: KeyOwners = new Map()): KeyLeases {
  const firstAttemptHere = new Map<string, number>();

  function mayOwn(task: LeaseTask, key: ManageApiKey): boolean {
    return key.origin === 'made' || (firstAttemptHere.get(task.person.id) ?? task.attempt) > 1;
  }

  return {
    begin(task) {
      const { person, attempt, present } = task;
      if (firstAttemptHere.size >= mostRemembered) firstAttemptHere.clear();
      if (attempt === 1 || !firstAttemptHere.has(person.id)) firstAttemptHere.set(person.id, attempt);
      if (attempt === 1) return;
      for (const owner of owners.values()) {
        if (owner.person === person.id && mayDelete(present, owner.key)) task.reportLease(owner.key.id);
      }
    },
    use(task, key) {
      if (!mayDelete(task.present, key)) return;
      const { id, origin } = key;
      if (!owners.has(id) && mayOwn(task, key)) owners.set(id, { person: task.person.id, key: { id, origin } });
      if (owners.get(id)?.person === task.person.id) task.reportLease(id);
    },
    owned: (present) =>
      [...owners.values()]
        .map(({ key }) => key)
        .filter((key) => mayDelete(present, key))
        .map(({ id }) => id),
    forget: (key) => void owners.delete(key),
  };
}
