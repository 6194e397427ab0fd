import type { Secret } from '../../../http/secret';
import { TargetError } from '../../contract/target';
import { reread, type Rereading } from '../core/core-users';
import { createSharedValue } from '../../connection/shared-value';
import { type KeyLease, unrecorded } from './key-lease';
import type { ManageApiKeyCalls, ShownApiKey } from './manage-api-key-calls';

/** A key that can be used. `made`: this process created it; `found`: it was there. */
export interface UsableApiKey extends ShownApiKey {
  readonly value: Secret;
  readonly origin: 'made' | 'found';
}

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
  // Those who wait for one key; the first of them tells that it is about to be made.
  const waiting = new Set<KeyLease>();
  const shared = createSharedValue(() => source.findOrMake(() => waiting.values().next().value ?? unrecorded));
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

  function known(): UsableApiKey | undefined {
    const key = shared.peek();
    if (key !== undefined) usedAt = clock.now();
    return key;
  }

  return {
    known,
    list,
    drop,
    async createOrGet(signal, lease = unrecorded) {
      usedAt = clock.now();
      waiting.add(lease);
      try {
        return await shared.get(signal);
      } finally {
        waiting.delete(lease);
      }
    },
    async seen(signal) {
      const some = async () => {
        const keys = await list(signal);
        return keys.length === 0 ? undefined : keys;
      };
      return (await reread(rereading, some, signal)) ?? [];
    },
    async made(signal) {
      await shared.settle(signal);
      if (source.creationInDoubt()) return await reread(rereading, () => source.find(signal), signal);
      const kept = shared.peek();
      return kept?.origin === 'made' ? kept : undefined;
    },
    leftOver() {
      const kept = shared.peek();
      return kept?.origin === 'made' && clock.now() - usedAt >= leftOverAfterMs ? kept : undefined;
    },
    async remove(key, signal) {
      await calls.remove(key, signal);
      const kept = shared.peek();
      if (kept !== undefined && kept.id === key.id) drop(kept);
    },
  };
}

/** Where keys come from. It remembers what Manage has not told yet. */
interface KeySource {
  find(signal?: AbortSignal): Promise<UsableApiKey | undefined>;
  /** `leaseNow`: who is told, asked at the moment when there is something to tell. */
  findOrMake(leaseNow: () => KeyLease): Promise<UsableApiKey>;
  /** True from sending a creation until its key is seen: the answer may have been lost. */
  creationInDoubt(): boolean;
  isUsable(key: ShownApiKey): key is ShownApiKey & { readonly value: Secret };
  /** Reads may still show a key that is gone: this one is not found again. */
  refuse(key: UsableApiKey): void;
}

function createKeySource(calls: ManageApiKeyCalls, rereading: Rereading): KeySource {
  let inDoubt = false;
  let refused: string | undefined;

  function isUsable(key: ShownApiKey): key is ShownApiKey & { readonly value: Secret } {
    return key.value !== undefined && key.value.open() !== refused;
  }

  async function find(signal?: AbortSignal): Promise<UsableApiKey | undefined> {
    const key = (await calls.read(signal)).find(isUsable);
    if (key === undefined) return undefined;
    const origin = inDoubt ? 'made' : 'found';
    inDoubt = false;
    return { ...key, origin };
  }

  async function make(lease: KeyLease): Promise<UsableApiKey> {
    await lease.begin();
    const inDoubtBefore = inDoubt;
    inDoubt = true;
    const creation = await calls.create();
    if (creation !== 'created') inDoubt = inDoubtBefore;
    if (!inDoubt) lease.drop();
    if (creation instanceof TargetError) throw creation;
    const key = (await reread(rereading, () => find())) ?? (await giveUp(calls));
    if (key.origin === 'made') await lease.made(key);
    return key;
  }

  return {
    find,
    isUsable,
    creationInDoubt: () => inDoubt,
    refuse({ value }) {
      refused = value.open();
    },
    findOrMake: async (leaseNow) => (await find()) ?? (await make(leaseNow())),
  };
}

async function giveUp(calls: ManageApiKeyCalls): Promise<never> {
  const what = 'get Manage API key';
  const keys = await calls.read();
  if (keys.length === 0) throw new TargetError('UNEXPECTED_RESPONSE', `${what}: Manage shows none, though one exists`);
  if (keys.every(({ value }) => value === undefined)) {
    throw new TargetError('UNEXPECTED_RESPONSE', `${what}: Manage shows one, but not its value`);
  }
  throw new TargetError('CREDENTIALS_REJECTED', `${what}: Manage shows only a key that it refused`);
}
