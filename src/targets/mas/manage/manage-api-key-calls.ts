import type { HttpAnswer } from '../../../http/request';
import { Secret } from '../../../http/secret';
import { TargetError } from '../../contract/target';
import { errorCodeOf, masError, parseBody, unexpectedStatus } from '../wire/errors';
import type { Service } from '../../connection/service';
import { apiKeyId, errorCodes, ManageApiKeyList, queries, routes } from '../wire/wire';

/** A key as Manage shows it. The id is no secret: it is the end of the key's address. */
export interface ShownApiKey {
  readonly id: string;
  readonly value: Secret;
}

/** The calls for one Manage user's API key, by client certificate. All throw `TargetError`. */
export interface ManageApiKeyCalls {
  read(signal?: AbortSignal): Promise<ShownApiKey[]>;
  /**
   * Answers whether the key was made or another exists: Manage allows one for each user. A refusal that proves that
   * nothing was made is answered, not thrown; after whatever is thrown the key may exist.
   */
  create(): Promise<'created' | 'exists' | TargetError>;
  /** Deletes a key; one that is gone counts as deleted. */
  remove(id: string, signal?: AbortSignal): Promise<void>;
}

const right = 'the client certificate needs access to API keys (mxapiapikey)';

export function manageApiKeyCalls(manage: Service, userid: string): ManageApiKeyCalls {
  return {
    async read(signal) {
      const what = 'get Manage API key';
      const query = queries.manageApiKeys(userid);
      const answer = await manage.send({ what, method: 'GET', path: routes.manageApiKeys, query }, signal);
      if (answer.status !== 200) throw refusal(what, answer);
      const keys = parseBody(what, answer, ManageApiKeyList).member.filter((member) => member.userid === userid);
      return keys.map(({ href, apikey }) => ({ id: idOf(href), value: new Secret(apikey) }));
    },
    async create() {
      const what = 'create Manage API key';
      const query = queries.manageWrite;
      const body = { expiration: -1, userid };
      const answer = await manage.send({ what, method: 'POST', path: routes.manageApiKeys, query, body });
      if (answer.status === 201) return 'created';
      if (answer.status === 400 && errorCodeOf(answer) === errorCodes.apiKeyExists) return 'exists';
      const refused = refusal(what, answer);
      if (provesNothingMade(answer)) return refused;
      throw refused;
    },
    async remove(id, signal) {
      const what = 'delete Manage API key';
      const parts = { key: id };
      const query = queries.manageWrite;
      const answer = await manage.send({ what, method: 'DELETE', path: routes.manageApiKey, parts, query }, signal);
      if (answer.status !== 204 && answer.status !== 404) throw refusal(what, answer);
    },
  };
}

async function lackCertificate(): Promise<never> {
  throw new TargetError(
    'TARGET_MISCONFIGURED',
    'Manage API key: no client certificate is configured (manageCertificate)',
  );
}

/** What there is without a client certificate: every call throws TARGET_MISCONFIGURED. */
export const callsWithoutCertificate: ManageApiKeyCalls = {
  read: lackCertificate,
  create: lackCertificate,
  remove: lackCertificate,
};

/** A 408 may come from a proxy while Manage goes on. */
function provesNothingMade({ status }: HttpAnswer): boolean {
  return status >= 400 && status < 500 && status !== 408;
}

function refusal(what: string, answer: HttpAnswer): TargetError {
  const addition = ' to the client certificate';
  if (answer.status === 401) return masError('CREDENTIALS_REJECTED', { what, answer, addition });
  return unexpectedStatus(what, answer, right);
}

function idOf(href: string): string {
  const id = apiKeyId(href);
  if (id !== undefined) return id;
  throw new TargetError('UNEXPECTED_RESPONSE', 'get Manage API key: the address that Manage gives holds no id');
}
