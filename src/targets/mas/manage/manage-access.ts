import type { HttpAnswer } from '../../../http/request';
import { NotReadable } from '../../contract/target';
import { sendAuthorised, type Use } from '../../connection/authorised';
import { masError } from '../wire/errors';
import type { ManageApiKey, ManageApiKeys } from './manage-api-key';
import type { Call, Service } from '../../connection/service';
import { headers } from '../wire/wire';

export type KeyUse = Use<ManageApiKey> & {
  /** A read that no key or certificate at hand is enough for throws `NotReadable`; no key is made. */
  readonly readOnly?: true;
};

/** Manage behind its API key. All throw `TargetError`. */
export interface ManageAccess {
  /**
   * Reads without making an API key where Manage lets that: with the key in memory, else with the client certificate
   * alone, else with a key. So a run that changes nothing creates no key.
   */
  read(call: Call, use: KeyUse): Promise<HttpAnswer>;
  /** Sends with an API key, which is found or made. */
  write(call: Call, use: KeyUse): Promise<HttpAnswer>;
}

export interface ManageParts {
  readonly manage: Service;
  readonly keys: ManageApiKeys;
  /** Whether there is a client certificate to try a read with. */
  readonly hasCertificate: boolean;
}

export function createManageAccess({ manage, keys, hasCertificate }: ManageParts): ManageAccess {
  const credential = {
    get: (signal?: AbortSignal) => keys.createOrGet(signal),
    drop: (key: ManageApiKey) => keys.drop(key),
  };

  async function write(call: Call, use: KeyUse): Promise<HttpAnswer> {
    const by = { service: manage, credential, attach, name: 'API key', refusals: { error: masError } };
    return await sendAuthorised(by, call, use);
  }

  async function readWithKey(call: Call, use: KeyUse): Promise<HttpAnswer> {
    if (use.readOnly !== true) return await write(call, use);
    throw new NotReadable(`${call.what}: Manage lets nobody read this without an API key, and there is none`);
  }

  return {
    write,
    async read(call, use) {
      const known = keys.known();
      if (known !== undefined) {
        use.onUse?.(known);
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

function attach(call: Call, key: ManageApiKey): Call {
  return { ...call, headers: { ...call.headers, [headers.apiKey]: key.value } };
}
