import { z } from 'zod';
import type { FailureCode } from '../../../domain/failures/failures';
import type { SecretReference } from '../../../domain/tenant/secret-reference';
import { Secret } from '../../../http/secret';
import type { Refusals } from '../refusal';
import { openNamed, type OpenSecret, type Service } from '../service';
import type { IssuedToken } from './bearer-session';

/** Whom Keycloak knows the worker as, in the realm; without a `user`, by its client alone. */
interface KeycloakAccount {
  readonly realm: string;
  readonly client: { readonly id: string; readonly secret?: SecretReference | undefined };
  readonly user?: { readonly username: SecretReference; readonly password: SecretReference } | undefined;
  /** What the token of a `user` is asked to be good for. */
  readonly scope?: string | undefined;
}

interface KeycloakParts {
  readonly service: Service;
  /** Where a realm hands out tokens, with `{realm}`. */
  readonly path: string;
  readonly account: KeycloakAccount;
  readonly openSecret: OpenSecret;
  readonly refusals: Refusals;
  /** What it is when there is no such realm. */
  readonly realmNotFound: FailureCode;
}

/** Keycloak's answer to a log-in; `expires_in` is in seconds. */
const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** Keycloak answers 400 to a grant that it refuses (`invalid_grant`), 401 to a client that it does not know. */
const refusedLogIn: readonly number[] = [400, 401, 403];

/**
 * Logs in at Keycloak. Credentials are opened for each log-in, so that changed ones are found, and kept nowhere. Throws
 * CREDENTIALS_REJECTED, `realmNotFound`, and what any call throws.
 */
export async function logInAtKeycloak(parts: KeycloakParts): Promise<IssuedToken> {
  const { service, path, account, openSecret, refusals, realmNotFound } = parts;
  const what = 'log in';
  const form = await grantOf(account, openSecret);
  const { realm } = account;
  const answer = await service.send({ what, method: 'POST', path, parts: { realm }, form });
  const { status } = answer;
  if (status === 404) throw refusals.error(realmNotFound, { what, answer });
  if (refusedLogIn.includes(status)) throw refusals.error('CREDENTIALS_REJECTED', { what, answer });
  if (status !== 200) throw refusals.unexpectedStatus(what, answer);
  const { access_token: token, expires_in: seconds } = refusals.parseBody(what, answer, TokenAnswer);
  return { token: new Secret(token), lifetimeMs: seconds * 1_000 };
}

async function grantOf(
  { client, user, scope }: KeycloakAccount,
  openSecret: OpenSecret,
): Promise<Readonly<Record<string, string>>> {
  const secret = client.secret === undefined ? undefined : await openNamed('client secret', client.secret, openSecret);
  const by = { client_id: client.id, ...(secret === undefined ? {} : { client_secret: secret.open() }) };
  if (user === undefined) return { grant_type: 'client_credentials', ...by };
  const username = await openNamed('user name', user.username, openSecret);
  const password = await openNamed('password', user.password, openSecret);
  const named = { grant_type: 'password', ...by, username: username.open(), password: password.open() };
  return scope === undefined ? named : { ...named, scope };
}
