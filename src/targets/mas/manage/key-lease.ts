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
