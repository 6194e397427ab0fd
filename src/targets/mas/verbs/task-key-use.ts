import type { KeyLeases, LeaseTask } from '../manage/key-leases';
import type { KeyUse } from '../manage/manage-access';

type KeyTask = LeaseTask & { readonly signal: AbortSignal; readonly readOnly?: true };

/** A step's first use of a Manage API key. */
export function beginKeyUse(task: KeyTask, leases: KeyLeases): KeyUse {
  if (task.readOnly !== true) leases.begin(task);
  return keyUseOf(task, leases);
}

/** How a step uses a key: for what it uses it may have to answer. */
export function keyUseOf(task: KeyTask, leases: KeyLeases): KeyUse {
  if (task.readOnly === true) return { signal: task.signal, readOnly: true };
  return { signal: task.signal, onUse: (key) => leases.use(task, key) };
}
