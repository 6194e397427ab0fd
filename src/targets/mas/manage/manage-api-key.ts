import { TargetError } from '../../contract/target';
import { reread, type Rereading } from '../core/core-users';
import type { ManageApiKeyCalls, ShownApiKey } from './manage-api-key-calls';
import { createSharedValue } from '../../connection/shared-value';

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
  /** The key that this process made, whether anybody used it or not; one that is being made is waited for. */
  made(signal?: AbortSignal): Promise<ManageApiKey | undefined>;
  /** Forgets a key that Manage refused. */
  drop(key: ManageApiKey): void;
  /** Deletes a key by its id; one that is gone counts as deleted. */
  remove(id: string, signal?: AbortSignal): Promise<void>;
}

export function createManageApiKeys(calls: ManageApiKeyCalls, rereading: Rereading): ManageApiKeys {
  const source = createKeySource(calls, rereading);
  const shared = createSharedValue(() => source.findOrMake());

  function drop(key: ManageApiKey): void {
    source.refuse(key);
    shared.drop(key);
  }

  return {
    createOrGet: (signal) => shared.get(signal),
    known: () => shared.peek(),
    async made(signal) {
      await shared.settle(signal);
      if (source.creationInDoubt()) return await reread(rereading, () => source.find(signal), signal);
      const kept = shared.peek();
      return kept?.origin === 'made' ? kept : undefined;
    },
    drop,
    async list(signal) {
      const keys = await calls.read(signal);
      const usable = keys.find((key) => source.isUsable(key));
      const isNews = usable !== undefined && shared.peek() === undefined && !source.creationInDoubt();
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

/** Where keys come from. It remembers what Manage has not told yet. */
interface KeySource {
  find(signal?: AbortSignal): Promise<ManageApiKey | undefined>;
  findOrMake(): Promise<ManageApiKey>;
  /** True from sending a creation until its key is seen: the answer may have been lost. */
  creationInDoubt(): boolean;
  isUsable(key: ShownApiKey): boolean;
  /** Reads may still show a key that is gone: this one is not found again. */
  refuse(key: ShownApiKey): void;
}

function createKeySource(calls: ManageApiKeyCalls, rereading: Rereading): KeySource {
  let inDoubt = false;
  let refused: string | undefined;
  const isUsable = ({ value }: ShownApiKey) => value.open() !== refused;

  async function find(signal?: AbortSignal): Promise<ManageApiKey | undefined> {
    const key = (await calls.read(signal)).find(isUsable);
    if (key === undefined) return undefined;
    const origin = inDoubt ? 'made' : 'found';
    inDoubt = false;
    return { ...key, origin };
  }

  return {
    find,
    isUsable,
    creationInDoubt: () => inDoubt,
    refuse({ value }) {
      refused = value.open();
    },
    async findOrMake() {
      const existing = await find();
      if (existing !== undefined) return existing;
      const inDoubtBefore = inDoubt;
      inDoubt = true;
      const creation = await calls.create();
      if (creation !== 'created') inDoubt = inDoubtBefore;
      if (creation instanceof TargetError) throw creation;
      return (await reread(rereading, () => find())) ?? (await giveUp(calls));
    },
  };
}

async function giveUp(calls: ManageApiKeyCalls): Promise<never> {
  const what = 'get Manage API key';
  const keys = await calls.read();
  if (keys.length === 0) throw new TargetError('UNEXPECTED_RESPONSE', `${what}: Manage shows none, though one exists`);
  throw new TargetError('CREDENTIALS_REJECTED', `${what}: Manage shows only a key that it refused`);
}
