import type { HttpAnswer } from '../../../http/request';
import { NotReadable } from '../../contract/target';
import { sendAuthorised } from '../../connection/log-in/authorised';
import { masError } from '../wire/errors';
import { keyLease, type LeaseBook } from './key-lease';
import type { UsableApiKey } from './key-source';
import type { ManageApiKeys } from './manage-api-key';
import type { ManagePlace } from './manage-api-key-calls';
import type { Call } from '../../connection/service';
import { headers } from '../wire/wire';

export interface KeyUse {
  readonly signal: AbortSignal | undefined;
  /** A read that no key or certificate at hand is enough for throws `NotReadable`; no key is made. */
  readonly readOnly?: true;
  /** Where a key that has to be made is told of. */
  readonly leases?: LeaseBook;
}

/** Manage behind its API key. All throw `TargetError`. */
export interface ManageAccess {
  /** The address that is called. */
  readonly baseUrl: string;
  /**
   * Reads without making an API key where Manage lets that: with the key in memory, else with the client certificate
   * alone, else with a key. So a run that changes nothing creates no key.
   */
  read(call: Call, use: KeyUse): Promise<HttpAnswer>;
  /** Sends with an API key, which is found or made. */
  write(call: Call, use: KeyUse): Promise<HttpAnswer>;
}

export interface ManageParts extends ManagePlace {
  readonly keys: ManageApiKeys;
  /** The name of the keys' lease. */
  readonly lease: string;
  /** Whether there is a client certificate to try a read with. */
  readonly hasCertificate: boolean;
}

export function createManageAccess({ manage, baseUrl, keys, lease, hasCertificate }: ManageParts): ManageAccess {
  async function write(call: Call, { signal, leases }: KeyUse): Promise<HttpAnswer> {
    const own = leases === undefined ? undefined : keyLease(lease, leases);
    const credential = {
      get: () => keys.createOrGet(signal, own),
      drop: (key: UsableApiKey) => keys.drop(key),
    };
    const by = { service: manage, credential, attach, name: 'API key', refusals: { error: masError } };
    return await sendAuthorised(by, call, { signal });
  }

  async function readWithKey(call: Call, use: KeyUse): Promise<HttpAnswer> {
    if (use.readOnly !== true) return await write(call, use);
    throw new NotReadable(`${call.what}: Manage lets nobody read this without an API key, and there is none`);
  }

  return {
    baseUrl,
    write,
    async read(call, use) {
      const known = keys.known();
      if (known !== undefined) {
        const answer = await manage.send(attach(call, known), use.signal);
        if (answer.status !== 401) return answer;
        keys.drop(known);
      }
      if (!hasCertificate) return await readWithKey(call, use);
      const answer = await manage.send(call, use.signal);
      return answer.status === 401 || answer.status === 403 ? await readWithKey(call, use) : answer;
    },
  };
}

function attach(call: Call, key: UsableApiKey): Call {
  return { ...call, headers: { ...call.headers, [headers.apiKey]: key.value } };
}
