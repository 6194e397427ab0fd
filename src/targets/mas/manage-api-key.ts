import { TargetError } from '../target';
import { reread, type Rereading } from './core-users';
import type { ManageApiKeyCalls, ShownApiKey } from './manage-api-key-calls';
import { createSharedValue } from './shared-value';

/** `made`: this process created it; `found`: it was there. */
export interface ManageApiKey extends ShownApiKey {
  readonly origin: 'made' | 'found';
}

/** The API key of one Manage user. It lives in memory only, one for all who need it. All throw `TargetError`. */
export interface ManageApiKeys {
  /** The key in memory, else the existing one, else a new one. */
  createOrGet(signal?: AbortSignal): Promise<ManageApiKey>;
  /** The keys that exist; a usable one is kept in memory. Creates nothing. */
  list(signal?: AbortSignal): Promise<ShownApiKey[]>;
  /** The key in memory. */
  known(): ManageApiKey | undefined;
  /** Forgets a key that Manage refused. */
  drop(key: ManageApiKey): void;
  /** Deletes a key by its id; one that is gone counts as deleted. */
  remove(id: string, signal?: AbortSignal): Promise<void>;
}

export function createManageApiKeys(calls: ManageApiKeyCalls, rereading: Rereading): ManageApiKeys {
  // True from sending a creation until its key is seen: the answer may have been lost.
  let creationInDoubt = false;
  // Reads may still show a key that is gone.
  let refused: string | undefined;
  const isUsable = ({ value }: ShownApiKey) => value.open() !== refused;
  const shared = createSharedValue(findOrMake);

  async function find(): Promise<ManageApiKey | undefined> {
    const key = (await calls.read()).find(isUsable);
    if (key === undefined) return undefined;
    const origin = creationInDoubt ? 'made' : 'found';
    creationInDoubt = false;
    return { ...key, origin };
  }

  async function findOrMake(): Promise<ManageApiKey> {
    const existing = await find();
    if (existing !== undefined) return existing;
    const inDoubtBefore = creationInDoubt;
    creationInDoubt = true;
    if ((await calls.create()) === 'exists') creationInDoubt = inDoubtBefore;
    return (await reread(rereading, find)) ?? (await giveUp(calls));
  }

  function drop(key: ManageApiKey): void {
    refused = key.value.open();
    shared.drop(key);
  }

  return {
    createOrGet: (signal) => shared.get(signal),
    known: () => shared.peek(),
    drop,
    async list(signal) {
      const keys = await calls.read(signal);
      const usable = keys.find(isUsable);
      const isNews = usable !== undefined && shared.peek() === undefined && !creationInDoubt;
      if (isNews) shared.keep({ ...usable, origin: 'found' });
      return keys;
    },
    async remove(id, signal) {
      await calls.remove(id, signal);
      const kept = shared.peek();
      if (kept?.id === id) drop(kept);
    },
  };
}

async function giveUp(calls: ManageApiKeyCalls): Promise<never> {
  const what = 'get Manage API key';
  const keys = await calls.read();
  if (keys.length === 0) throw new TargetError('UNEXPECTED_RESPONSE', `${what}: Manage shows none, though one exists`);
  throw new TargetError('CREDENTIALS_REJECTED', `${what}: Manage shows only a key that it refused`);
}
