import type { Secret } from '../../../http/secret';
import { TargetError } from '../../contract/target';
import { reread, type Rereading } from '../core/reread';
import type { KeyLease } from './key-lease';
import type { ManageApiKeyCalls, ShownApiKey } from './manage-api-key-calls';

/** A key that can be used. `made`: this process created it; `found`: it was there. */
export interface UsableApiKey extends ShownApiKey {
  readonly value: Secret;
  readonly origin: 'made' | 'found';
}

/** Where keys come from. It remembers what Manage has not told yet. */
export interface KeySource {
  find(signal?: AbortSignal): Promise<UsableApiKey | undefined>;
  /** `leaseNow`: who is told, asked at the moment when there is something to tell. */
  findOrMake(leaseNow: () => KeyLease): Promise<UsableApiKey>;
  /** True from sending a creation until its key is seen: the answer may have been lost. */
  creationInDoubt(): boolean;
  readonly isUsable: (key: ShownApiKey) => key is ShownApiKey & { readonly value: Secret };
  /** Reads may still show a key that is gone: this one is not found again. */
  refuse(key: UsableApiKey): void;
}

export function createKeySource(calls: ManageApiKeyCalls, rereading: Rereading): KeySource {
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
