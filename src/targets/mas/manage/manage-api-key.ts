import { reread, type Rereading } from '../core/reread';
import { createSharedValue } from '../../connection/shared-value';
import { type KeyLease, unrecorded } from './key-lease';
import { createKeySource, type KeySource, type UsableApiKey } from './key-source';
import type { ManageApiKeyCalls, ShownApiKey } from './manage-api-key-calls';

/** The API key of one Manage user. It lives in memory only, one for all who need it. All throw `TargetError`. */
export interface ManageApiKeys {
  /** The key in memory, else the existing one, else a new one. `lease` is told before one is made, and what came of it. */
  createOrGet(signal?: AbortSignal, lease?: KeyLease): Promise<UsableApiKey>;
  /** The keys that exist; a usable one is kept in memory. Creates nothing. */
  list(signal?: AbortSignal): Promise<ShownApiKey[]>;
  /** As `list`, for a key that may have been made a moment ago: it is looked for as long as reads lag. */
  seen(signal?: AbortSignal): Promise<ShownApiKey[]>;
  /** The key in memory. */
  known(): UsableApiKey | undefined;
  /** The key that this process made, whether anybody used it or not; one that is being made is waited for. */
  made(signal?: AbortSignal): Promise<UsableApiKey | undefined>;
  /** The key that this process made, when nobody has used it for so long that no run can need it. */
  leftOver(): UsableApiKey | undefined;
  /** Forgets a key that Manage refused. */
  drop(key: UsableApiKey): void;
  /** Deletes a key; one that is gone counts as deleted. */
  remove(key: Pick<ShownApiKey, 'id'>, signal?: AbortSignal): Promise<void>;
}

/** A run that is at work uses its key more often; one that comes back later makes another. */
const leftOverAfterMs = 600_000;

export function createManageApiKeys(calls: ManageApiKeyCalls, rereading: Rereading): ManageApiKeys {
  const { clock } = rereading;
  const source = createKeySource(calls, rereading);
  const { shared, get } = sharedKey(source);
  let usedAt = clock.now();

  function drop(key: UsableApiKey): void {
    source.refuse(key);
    shared.drop(key);
  }

  async function list(signal?: AbortSignal): Promise<ShownApiKey[]> {
    const keys = await calls.read(signal);
    const usable = keys.find(source.isUsable);
    const isNews = usable !== undefined && shared.peek() === undefined && !source.creationInDoubt();
    if (isNews) shared.keep({ ...usable, origin: 'found' });
    return keys;
  }

  const own = () => {
    const kept = shared.peek();
    return kept?.origin === 'made' ? kept : undefined;
  };

  return {
    list,
    drop,
    known() {
      usedAt = clock.now();
      return shared.peek();
    },
    async createOrGet(signal, lease = unrecorded) {
      usedAt = clock.now();
      return await get(lease, signal);
    },
    seen: async (signal) => (await reread(rereading, async () => orNothing(await list(signal)), signal)) ?? [],
    async made(signal) {
      await shared.settle(signal);
      if (source.creationInDoubt()) return await reread(rereading, () => source.find(signal), signal);
      return own();
    },
    leftOver: () => (clock.now() - usedAt >= leftOverAfterMs ? own() : undefined),
    async remove(key, signal) {
      await calls.remove(key, signal);
      const kept = shared.peek();
      if (kept !== undefined && kept.id === key.id) drop(kept);
    },
  };
}

/** One key for all who ask at the same time: the first of them tells that it is about to be made. */
function sharedKey(source: KeySource) {
  const waiting = new Set<KeyLease>();
  const shared = createSharedValue(() => source.findOrMake(() => waiting.values().next().value ?? unrecorded));
  const get = async (lease: KeyLease, signal?: AbortSignal): Promise<UsableApiKey> => {
    waiting.add(lease);
    try {
      return await shared.get(signal);
    } finally {
      waiting.delete(lease);
    }
  };
  return { shared, get };
}

function orNothing(keys: ShownApiKey[]): ShownApiKey[] | undefined {
  return keys.length === 0 ? undefined : keys;
}
