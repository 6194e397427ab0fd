import type { z } from 'zod';
import type { HttpAnswer } from '../../../http/request';
import { Secret } from '../../../http/secret';
import { TargetError } from '../../contract/target';
import { errorCodeOf, masError, unexpectedStatus } from '../wire/errors';
import type { Service } from '../../connection/service';
import { errorCodes, ManageApiKey, queries, resourceId, routes, sameId } from '../wire/wire';
import { listMembers } from './listing';

/** A key as Manage shows it. The id is no secret: it is the end of the key's address. Without a value it is of no use. */
export interface ShownApiKey {
  readonly id?: string;
  readonly value?: Secret;
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
  remove(key: Pick<ShownApiKey, 'id'>, signal?: AbortSignal): Promise<void>;
}

/** The Manage service that a workspace has, by its address. */
export interface ManagePlace {
  readonly manage: Service;
  readonly baseUrl: string;
}

const right = 'the client certificate needs access to API keys (mxapiapikey)';

export function manageApiKeyCalls({ manage, baseUrl }: ManagePlace, userid: string): ManageApiKeyCalls {
  return {
    async read(signal) {
      const what = 'get Manage API key';
      const query = queries.manageApiKeys(userid);
      const call = { what, method: 'GET', path: routes.manageApiKeys, query } as const;
      const isPage = (answer: HttpAnswer): boolean => {
        if (answer.status !== 200) throw refusal(what, answer);
        return true;
      };
      const listing = { baseUrl, call, send: (page: typeof call) => manage.send(page, signal), isPage };
      const shown = await listMembers(listing, ManageApiKey);
      return shown.filter((key) => isOf(userid, key)).map(shownKey);
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
    async remove({ id }, signal) {
      const what = 'delete Manage API key';
      if (id === undefined) {
        throw new TargetError('UNEXPECTED_RESPONSE', `${what}: the address that Manage gives for it holds no id`);
      }
      const query = queries.manageWrite;
      const call = { what, method: 'DELETE', path: routes.manageApiKey, parts: { key: id }, query } as const;
      const answer = await manage.send(call, signal);
      if (answer.status !== 204 && answer.status !== 404) throw refusal(what, answer);
    },
  };
}

type KeyMember = z.infer<typeof ManageApiKey>;

/** One that says nothing at all is none; one that does not say whose it is was asked for by its user. */
function isOf(user: string, { apikey, userid, href }: KeyMember): boolean {
  if ((userid ?? apikey ?? href ?? undefined) === undefined) return false;
  return userid === undefined || userid === null || sameId(userid, user);
}

function shownKey({ apikey, href }: KeyMember): ShownApiKey {
  const id = resourceId(href ?? '');
  const value = apikey === undefined || apikey === null || apikey === '' ? undefined : new Secret(apikey);
  return { ...(id === undefined ? {} : { id }), ...(value === undefined ? {} : { value }) };
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
