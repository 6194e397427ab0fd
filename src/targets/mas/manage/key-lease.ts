import type { ManageApiKeys } from './manage-api-key';
import type { ShownApiKey } from './manage-api-key-calls';

// A key that a run made is a lease of it, in two forms: `api-key/core` before it is made, which says that whatever key
// of this user comes up is the run's; and `api-key/core/{id}` when Manage has shown it.

/** Where a task tells what it is about to make. */
export interface LeaseBook {
  /** Resolves when the name is written down, so that a later attempt and the run's end know it. */
  readonly report: (name: string) => Promise<void> | void;
  /** What an attempt reported, and did not make after all. */
  readonly withdraw?: ((name: string) => void) | undefined;
}

/** What is told while one key is made. */
export interface KeyLease {
  readonly begin: () => Promise<void>;
  readonly made: (key: ShownApiKey) => Promise<void>;
  /** It was somebody else who made one, or nobody. */
  readonly drop: () => void;
}

export const unrecorded: KeyLease = {
  begin: async () => undefined,
  made: async () => undefined,
  drop: () => undefined,
};

/** `name`: of the lease of this user's key. */
export function keyLease(name: string, { report, withdraw }: LeaseBook): KeyLease {
  return {
    begin: async () => await report(name),
    async made({ id }) {
      if (id === undefined) return;
      await report(`${name}/${id}`);
      withdraw?.(name);
    },
    drop: () => withdraw?.(name),
  };
}

/** Stands in `present` when the keys that were there before the run could not be listed: any found key may be one. */
export const anyFoundKey = '*';

/** What a run that ends says of its keys. */
export interface KeyClaim {
  readonly leases: readonly string[];
  readonly present: readonly string[];
  /** Whether all its users told. */
  readonly complete: boolean;
}

/**
 * Deletes the keys of one user that are a run's: those it reported; the one it was about to make when it could tell no
 * more; and, when not all told, the one that this process remembers to have made. No key that was there before.
 */
export async function removeClaimed(
  keys: ManageApiKeys,
  name: string,
  { leases, present, complete }: KeyClaim,
  signal: AbortSignal,
): Promise<void> {
  const reported = leases.filter((lease) => lease.startsWith(`${name}/`)).map((lease) => lease.slice(name.length + 1));
  const claimed = new Set(reported.filter((id) => !present.includes(id)));
  for (const id of claimed) await keys.remove({ id }, signal);
  // None existed when it was reported, so what came up since is the run's.
  const found = leases.includes(name) ? await keys.seen(signal) : [];
  const own = complete ? undefined : await keys.made(signal);
  const others = own === undefined ? found : [...found, own];
  for (const key of others) {
    if (key.id !== undefined && (present.includes(key.id) || claimed.has(key.id))) continue;
    await keys.remove(key, signal);
    if (key.id !== undefined) claimed.add(key.id);
  }
}
