import type { ManageApiKeys } from './manage-api-key';

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
  [name, keys]: readonly [lease: string, keys: ManageApiKeys],
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
